/**
 * The compiler: sources in, files and findings out. It writes nothing. Enter at {@link generate}.
 */
import { posix } from 'node:path';
import { checkResource } from './check/check.js';
import { clashes } from './check/clashes.js';
import { checkTarget, parseTarget } from './check/target.js';
import { checkVersions } from './check/versions.js';
import { compareText, sortDiagnostics, type Diagnostic } from './diagnostics.js';
import { crdOf, type SchemaVersion } from './emit/crd.js';
import { printJsonSchema } from './emit/json-schema.js';
import { printReference } from './emit/reference.js';
import { type ClassOf, crdConstOf, printClassModule, printCrdModule } from './emit/resource-class.js';
import { printYaml } from './emit/yaml.js';
import { type Definition, definitionsOf } from './model/definition.js';
import { classNameOf, crdNameOf, type Resource } from './model/resource.js';
import { type Lowered, schemaOfKind } from './schema/lower.js';
import { openProject, type Parsed } from './source/project.js';
import { readResources } from './source/read-resource.js';

/** A file to be written; the path is as the entries were named, with `/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** What came of a run. Where there is a finding there is no file. */
export interface Generation {
  readonly files: readonly GeneratedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How servers convert between the versions of a kind. */
export interface ConversionOptions {
  /** `None` exchanges the apiVersion alone, `Webhook` asks a webhook at `url` or `service`. */
  readonly strategy: 'None' | 'Webhook';
  readonly url?: string;
  readonly service?: { readonly namespace: string; readonly name: string; readonly path?: string; readonly port?: number };
  /** Who signed the webhook's certificate: PEM in base64. */
  readonly caBundle?: string;
  /** Which versions of ConversionReview the webhook knows. @defaultValue ['v1'] */
  readonly reviewVersions?: readonly string[];
}

/** How sources are found, and what is made of them. */
export interface GenerateOptions {
  /** The text of a file, or undefined where there is none; what it throws is told as the reason. Paths are as the entries were named. */
  readonly readFile: (path: string) => string | undefined;
  /** The oldest Kubernetes that the definitions are installed on, `1.30` for example: what it does not know is a finding. By default none. */
  readonly target?: string;
  /** The folder for the YAML of all definitions. By default `crds` beside each source. */
  readonly crds?: string;
  /** The folder for a JSON Schema of each version that is served, `<plural>.<group>.<version>.schema.json`. By default none is written. */
  readonly jsonSchemas?: string;
  /** The folder for a page of Markdown about each kind, `<plural>.<group>.md`: all its fields. By default none is written. */
  readonly reference?: string;
  /** How servers convert, by the names of definitions; takes the place of `@conversion`. */
  readonly conversion?: Readonly<Record<string, ConversionOptions>>;
}

/**
 * Compiles every kind of some files: `website.crd.ts` becomes `website.gen.ts`, `website.crd.gen.ts` and `crds/<group>_<plural>.yaml`.
 * The versions of a kind make one definition, which is written beside the version that is stored.
 *
 * @param entries - Files that hold kinds; what they import is read as it is needed.
 * @param options - Where texts come from.
 * @returns the same files for the same sources, whatever their order, the directory or the machine.
 */
export function generate(entries: readonly string[], options: GenerateOptions): Generation {
  return openCompiler()(entries, options);
}

/** A {@link generate} that remembers what it parsed: for runs that follow each other, of which each knows most of its files. */
export function openCompiler(): typeof generate {
  const parsed: Parsed = new Map();
  return (entries, options) => compile(entries, options, parsed);
}

function compile(entries: readonly string[], options: GenerateOptions, parsed: Parsed): Generation {
  const project = openProject(options.readFile, parsed);
  const sorted = [...new Set(entries)].sort(compareText);
  const reading = readResources(project, sorted);
  const resources = reading.resources.map((resource) => withConversion(resource, options));
  const missing = sorted.filter((entry) => project.unit(entry) === undefined).map((entry) => missingFile(entry, project.unreadable(entry)));
  const kinds: readonly Kind[] = resources.map((resource) => ({ resource, lowered: schemaOfKind(resource) }));
  const definitions = definitionsOf(kinds.map(({ resource, lowered }) => ({ resource, schema: lowered.schema })));
  const found = sortDiagnostics([
    ...missing,
    ...project.syntaxErrors(),
    ...reading.diagnostics,
    ...kinds.flatMap(({ resource, lowered }) => checkResource(resource, lowered)),
    ...targetFindings(kinds, options),
    ...definitions.flatMap(checkVersions),
    ...clashes(
      resources,
      sorted.map((source) => ({ source, module: `${stemOf(source)}.gen.ts` })),
    ),
  ]);
  return { diagnostics: found, files: found.length > 0 ? [] : sorted.flatMap((entry) => filesOf(entry, definitions, options)) };
}

function withConversion(resource: Resource, { conversion = {} }: GenerateOptions): Resource {
  const name = crdNameOf(resource);
  const said = Object.hasOwn(conversion, name) ? conversion[name] : undefined;
  if (said === undefined) return resource;
  return { ...resource, conversion: { reviewVersions: ['v1'], ...said, origin: resource.origin } };
}

/** @throws TypeError for a target that is none. */
function targetFindings(kinds: readonly Kind[], { target }: GenerateOptions): readonly Diagnostic[] {
  if (target === undefined) return [];
  const minor = parseTarget(target);
  if (minor === undefined)
    throw new TypeError(`target is ${JSON.stringify(target)}; give a version of Kubernetes from 1.25, '1.30' for example`);
  return kinds.flatMap(({ resource, lowered }) => checkTarget(resource, lowered, minor));
}

/** `website.crd.ts` → `website`. */
const stemOf = (file: string): string => file.replace(/(?:\.crd)?\.[cm]?ts$/, '');

const missingFile = (file: string, why?: string): Diagnostic => ({
  code: 'KC002',
  message: why === undefined ? 'there is no such file' : `cannot be read: ${why}`,
  origin: { file, start: 0, end: 0 },
});

interface Kind {
  readonly resource: Resource;
  readonly lowered: Lowered;
}

/** What is written for one source: its classes, and the definitions whose stored version stands in it. */
function filesOf(
  entry: string,
  definitions: readonly Definition<SchemaVersion>[],
  { crds: folder, jsonSchemas, reference }: GenerateOptions,
): readonly GeneratedFile[] {
  const source = posix.basename(entry);
  const stem = stemOf(entry);
  const classes = definitions.flatMap((definition) => {
    const { versions, skipped } = definition;
    return [...versions, ...skipped].filter(({ resource }) => resource.file === entry).map(({ resource }) => classOf(resource, definition));
  });
  const home = definitions.filter(({ stored }) => stored.resource.file === entry);
  const crds = home.map((definition) => ({ definition, name: constOf(definition), crd: crdOf(definition) }));
  return [
    { path: `${stem}.gen.ts`, text: printClassModule({ classes: classes.toSorted(inOrder), source }) },
    ...(crds.length === 0 ? [] : [{ path: `${stem}.crd.gen.ts`, text: printCrdModule(crds, source) }]),
    ...crds.map(({ crd, definition }) => ({
      path: yamlPathOf(folder ?? posix.join(posix.dirname(entry), 'crds'), definition),
      text: printYaml(crd, [headerOf(entry, definition)]),
    })),
    ...(jsonSchemas === undefined ? [] : home.flatMap(({ versions }) => schemaFilesOf(versions, jsonSchemas))),
    ...(reference === undefined ? [] : home.map((definition) => pageOf(entry, definition, reference))),
  ];
}

/** What editors judge objects by, of the versions that a client may use. */
function schemaFilesOf(versions: readonly SchemaVersion[], folder: string): readonly GeneratedFile[] {
  const served = versions.filter(({ resource }) => resource.served?.value !== false);
  return served.map((version) => {
    const { resource } = version;
    const header = `Code generated by kube-codegen from ${posix.basename(resource.file)}. DO NOT EDIT.`;
    return {
      path: posix.join(folder, `${crdNameOf(resource)}.${resource.version}.schema.json`),
      text: printJsonSchema(version, header),
    };
  });
}

const pageOf = (entry: string, definition: Definition<SchemaVersion>, folder: string): GeneratedFile => ({
  path: posix.join(folder, `${crdNameOf(definition.stored.resource)}.md`),
  text: printReference(definition, headerOf(entry, definition)),
});

/** The order of the source. */
const inOrder = (a: ClassOf, b: ClassOf): number => a.resource.origin.start - b.resource.origin.start;

const constOf = ({ stored }: Definition): string => crdConstOf(classNameOf(stored.resource));

function classOf(resource: Resource, definition: Definition): ClassOf {
  const module = relative(resource.file, `${stemOf(definition.stored.resource.file)}.crd.gen.js`);
  return { resource, crdModule: module.startsWith('.') ? module : `./${module}`, crdConst: constOf(definition) };
}

const yamlPathOf = (folder: string, { stored }: Definition): string =>
  posix.join(folder, `${stored.resource.group}_${stored.resource.plural}.yaml`);

function headerOf(entry: string, { versions }: Definition): string {
  const sources = [...new Set(versions.map(({ resource }) => relative(entry, resource.file)))].sort(compareText);
  return `Code generated by kube-codegen from ${sources.join(', ')}. DO NOT EDIT.`;
}

/** The way from one file to another. */
const relative = (from: string, to: string): string => posix.relative(posix.dirname(from), to);
