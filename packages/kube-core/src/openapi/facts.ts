/**
 * What a real kube-apiserver says about the built-in kinds: {@link schemaOfKind} and {@link resources}. Two megabytes of memory once all is
 * read, so it is imported by those alone that need it (the in-process API server, kube-codegen), and each group-version is read when
 * first asked for.
 */
import { parseFacts } from './notation.js';
import { packages, type PackageFacts } from './packages.js';
import type { GroupVersionFacts, GroupVersionKindFact, OpenApiSchema, ResourceFact } from './schema.js';

export { kubernetesVersion } from './packages.js';

const reference = '#/components/schemas/';
const fullNames = Object.fromEntries(packages.map(({ short, home }) => [short, home]));
const read = new Map<string, GroupVersionFacts>();

function factsOf(own: PackageFacts): GroupVersionFacts {
  const known = read.get(own.home);
  if (known !== undefined) return known;
  const facts = parseFacts(own.facts, { ...own, packages: fullNames });
  read.set(own.home, facts);
  return facts;
}

/** The schema of a name: `io.k8s.api.apps.v1.DeploymentSpec`. */
export function schemaOf(name: string): OpenApiSchema | undefined {
  const own = packages.find(({ home }) => name.startsWith(`${home}.`) && !name.slice(home.length + 1).includes('.'));
  return own && factsOf(own).schemas.get(name);
}

/** The name of a kind's schema: `io.k8s.api.apps.v1.Deployment`. Lists (`DeploymentList`) and options have one too. */
export function schemaNameOf(kind: GroupVersionKindFact): string | undefined {
  for (const own of packagesOf(kind)) {
    const name = `${own.home}.${kind.kind}`;
    const kinds = factsOf(own).schemas.get(name)?.['x-kubernetes-group-version-kind'] ?? [];
    if (kinds.some((gvk) => gvk.kind === kind.kind)) return name;
  }
  return undefined;
}

/** The schema of a kind: `{ group: 'apps', version: 'v1', kind: 'Deployment' }`. */
export function schemaOfKind(kind: GroupVersionKindFact): OpenApiSchema | undefined {
  const name = schemaNameOf(kind);
  return name === undefined ? undefined : schemaOf(name);
}

/** The name that a schema refers to, wrapped in `allOf` or not. */
export function referenceOf(schema: OpenApiSchema): string | undefined {
  return (schema.$ref ?? schema.allOf?.[0]?.$ref)?.slice(reference.length);
}

/**
 * The schema with the one that it refers to spread into it: what stands beside a reference (a default, a list's keys) wins.
 *
 * @throws Error if there is no schema of that name: the facts contradict themselves.
 */
export function resolved(schema: OpenApiSchema): OpenApiSchema {
  const name = referenceOf(schema);
  if (name === undefined) return schema;
  const target = schemaOf(name);
  if (target === undefined) throw new Error(`the OpenAPI facts refer to ${name}, which they do not have`);
  const { $ref: _ref, allOf: _allOf, ...beside } = schema;
  return { ...target, ...beside };
}

/** The names of all schemas, or of those that one group-version has of its own; core's `v1` includes those that all share (meta/v1). */
export function schemaNames(groupVersion?: { readonly group: string; readonly version: string }): readonly string[] {
  return packagesOf(groupVersion).flatMap((own) => [...factsOf(own).schemas.keys()]);
}

/** All built-in resources, or those of one group-version. Stable versions are served by default, alpha and beta ones are not. */
export function resources(groupVersion?: { readonly group: string; readonly version: string }): readonly ResourceFact[] {
  return packagesOf(groupVersion).flatMap((own) => factsOf(own).resources);
}

function packagesOf(wanted: { readonly group: string; readonly version: string } | undefined): readonly PackageFacts[] {
  if (wanted === undefined) return packages;
  return packages.filter(({ group, version }) => group === wanted.group && version === wanted.version);
}
