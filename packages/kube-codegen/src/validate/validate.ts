/**
 * Definitions that anybody wrote, checked as those of `generate` are, and objects, checked as a server with these definitions would:
 * {@link validateTexts}. Every finding stands at its line of the YAML.
 */
import { isObject, objectAt, textAt } from 'kube-core/json';
import { checkStructural, type Schema, type Validator, validator } from 'kube-core/schema';
import { checkResource } from '../check/check.js';
import { checkVersions } from '../check/versions.js';
import { type Definition, readDefinitions, type Version } from '../crd/definition.js';
import type { YamlDocument } from '../crd/yaml.js';
import { sortDiagnostics, type Diagnostic } from '../diagnostics.js';
import type { ImportSource } from '../import/import.js';
import { resourceOf } from '../import/resource.js';
import { definitionsOf } from '../model/definition.js';
import { schemaOfKind } from '../schema/lower.js';
import { originOfPath } from './path.js';

/** What was read and what is wrong with it. */
export interface Validated {
  readonly definitions: number;
  readonly objects: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks every definition of some texts, and every other object by the definition of its kind.
 *
 * @param sources - Texts of YAML or JSON; anybody may have written them.
 * @returns all findings at once. An object of a kind that none of the texts defines is one.
 */
export async function validateTexts(sources: readonly ImportSource[]): Promise<Validated> {
  const readings = await Promise.all(sources.map(({ name, text }) => readDefinitions(name, text)));
  const definitions = readings.flatMap((reading) => reading.definitions);
  const objects = readings.flatMap((reading) => reading.others);
  const read = readings.flatMap((reading) => [...reading.diagnostics, ...reading.notes]);
  const judge = objectJudge(definitions);
  const found = [...read, ...definitions.flatMap(checkDefinition), ...objects.flatMap(judge)];
  return { definitions: definitions.length, objects: objects.length, diagnostics: sortDiagnostics(found) };
}

function checkDefinition(definition: Definition): readonly Diagnostic[] {
  const kinds = definition.versions.map((version) => {
    const resource = resourceOf(definition, version);
    return { version, resource, lowered: schemaOfKind(resource) };
  });
  const versions = definitionsOf(kinds.map(({ resource }) => ({ resource })));
  return [
    ...ownName(definition),
    ...kinds.flatMap(({ resource, lowered }) => checkResource(resource, lowered)).map((each) => inYaml(each)),
    ...versions.flatMap(checkVersions).map((each) => inYaml(each)),
  ];
}

function ownName({ value, places, plural, group }: Definition): readonly Diagnostic[] {
  const metadata = objectAt(value, 'metadata');
  const wanted = `${plural}.${group}`;
  if (textAt(metadata, 'name') === wanted) return [];
  return [{ code: 'KC907', message: `the name of the definition must be ${wanted}`, origin: places.of(metadata, 'name') }];
}

/** What to do about a finding of sources is said in tags, which YAML does not have. */
function inYaml({ help, message, ...rest }: Diagnostic): Diagnostic {
  const words = message.replaceAll(/@(\w+)/g, (_all, tag: string) => keywords[tag] ?? tag);
  const advice = help === undefined || /@|write T|interface|kube-core\//.test(help) ? undefined : help;
  return { ...rest, message: words, ...(advice !== undefined && { help: advice }) };
}

/** What a tag is called in a schema. */
const keywords: Readonly<Record<string, string>> = {
  listType: 'x-kubernetes-list-type',
  listMapKey: 'x-kubernetes-list-map-keys',
  mapType: 'x-kubernetes-map-type',
  immutable: 'self == oldSelf',
};

type Judge = (document: YamlDocument) => readonly Diagnostic[];

/** A version that judges objects; what it judges by is made when there is one. */
interface Served {
  readonly validator: () => Validator | undefined;
  readonly namespaced: boolean;
}

function objectJudge(definitions: readonly Definition[]): Judge {
  const served = new Map<string, Served>();
  for (const { group, kind, scope, versions } of definitions)
    for (const version of versions.filter((each) => each.served))
      served.set(`${group}/${version.name} ${kind}`, {
        validator: onceOnly(() => validatorOf(version)),
        namespaced: scope === 'Namespaced',
      });
  return ({ value, places }) => {
    const [apiVersion, kind] = [textAt(value, 'apiVersion'), textAt(value, 'kind')];
    const of = served.get(`${apiVersion} ${kind}`);
    if (of !== undefined) return judgeObject({ value, places }, of);
    const message =
      apiVersion === '' || kind === '' ? 'an object has an apiVersion and a kind' : `no definition here serves ${apiVersion} ${kind}`;
    return [{ code: 'KC908', message, help: 'name the file of its definition too', origin: places.of(value, 'kind') }];
  };
}

/** A schema that no server takes judges nothing; that was reported. */
function validatorOf({ schema, hasStatus }: Version): Validator | undefined {
  return isSound(schema, hasStatus) ? validator(schema) : undefined;
}

const isSound = (schema: Schema, statusSubresource: boolean): boolean =>
  checkStructural(schema, { root: true, statusSubresource }).length === 0;

function onceOnly<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function judgeObject({ value, places }: YamlDocument, { validator: made, namespaced }: Served): readonly Diagnostic[] {
  const judge = made();
  if (judge === undefined) return [];
  const at = (path: string): Diagnostic['origin'] => originOfPath(value, path, places);
  const metadata = isObject(value) ? objectAt(value, 'metadata') : {};
  const nameless = textAt(metadata, 'name') === '' && textAt(metadata, 'generateName') === '';
  const found = judge.validate(value).map(({ path, message }) => ({
    code: 'KC909' as const,
    message: path === '<nil>' ? message : `${path}: ${message}`,
    origin: at(path),
  }));
  const unknown = judge.unknownFields(value).map((path) => ({
    code: 'KC910' as const,
    message: `${path}: no such field; servers drop it, or refuse it where they are strict`,
    origin: at(path),
  }));
  return [
    ...found,
    ...unknown,
    ...(nameless
      ? [{ code: 'KC909' as const, message: 'metadata.name: Required value: name or generateName is required', origin: at('metadata') }]
      : []),
    ...(!namespaced && textAt(metadata, 'namespace') !== ''
      ? [{ code: 'KC909' as const, message: 'metadata.namespace: Forbidden: not allowed on this type', origin: at('metadata.namespace') }]
      : []),
  ];
}
