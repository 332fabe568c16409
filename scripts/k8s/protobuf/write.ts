/**
 * Writes the tables of Protobuf as kube-core keeps them: {@link protobufFiles}. Their notation is that of kube-core's protobuf/notation.
 */
import type { PackageFacts } from '../../../packages/kube-core/src/openapi/packages.js';
import { readAliases, readGo, type GoField } from './read-go.js';
import { readProto, type ProtoField } from './read-proto.js';
import type { PackageSource } from './sources.js';

/** Messages that are one value in JSON, by their names in full. */
const values: Readonly<Record<string, string>> = {
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': 'microtime',
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': 'json',
  'k8s.io.apimachinery.pkg.runtime.RawExtension': 'json',
  'k8s.io.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': 'intorstring',
  'k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'json',
  'k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'schemaorarray',
  'k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'schemaorbool',
  'k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'schemaorstrings',
};

/** Lists that have a message of their own, so that an empty one can be told from none. */
const lists = new Set(['ExtraValue', 'Verbs']);

/** Fields whose objects say in JSON what they are, though no message does: servers add it. */
const typed: Readonly<Record<string, string>> = {
  'k8s.io.api.apps.v1.StatefulSetSpec.volumeClaimTemplates': ' = v1 PersistentVolumeClaim',
  'k8s.io.apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList.items': ' = meta.k8s.io/v1 PartialObjectMetadata',
};

const scalars = new Set(['string', 'bool', 'int32', 'int64', 'double', 'bytes']);

/** The registry and one file a package that has Protobuf, by their paths under `src/protobuf`. */
export function protobufFiles(
  packages: readonly PackageFacts[],
  sourceOf: (home: string) => PackageSource | undefined,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const written: PackageFacts[] = [];
  const shorts = new Map(packages.map(({ home, short }) => [protoName(home), short]));
  for (const own of packages) {
    const source = own.version === '' ? undefined : sourceOf(own.home);
    if (source === undefined) continue;
    written.push(own);
    files.set(`data/${own.file}.ts`, dataFile(own, new Writer(own.home, { sourceOf, shorts }).text()));
  }
  files.set('packages.ts', registryFile(written));
  return files;
}

const protoName = (home: string): string => home.replace(/^io\.k8s\./, 'k8s.io.');

interface Known {
  readonly sourceOf: (home: string) => PackageSource | undefined;
  /** The short names of packages. */
  readonly shorts: ReadonlyMap<string, string>;
}

class Writer {
  readonly #home: string;
  readonly #known: Known;
  readonly #source: PackageSource;

  constructor(home: string, known: Known) {
    this.#home = protoName(home);
    this.#known = known;
    this.#source = known.sourceOf(home)!;
  }

  text(): string {
    return [...readProto(this.#source.proto)].flatMap(([name, fields]) => this.#message(name, fields)).join('\n');
  }

  #message(name: string, fields: readonly ProtoField[]): readonly string[] {
    if (lists.has(name) || values[`${this.#home}.${name}`] !== undefined) return [];
    const struct = this.#struct(name);
    if (struct.size === 0 && fields.length > 0) return []; // one value in JSON that no built-in kind has, meta/v1 Duration
    return [name, ...fields.map((field) => this.#field(field, struct.get(field.number), name))];
  }

  #struct(name: string): ReadonlyMap<number, GoField> {
    const alias = readAliases(this.#source.go).get(name);
    const source = alias === undefined ? this.#source : this.#known.sourceOf(alias.path.replace('k8s.io/', 'io.k8s.').replaceAll('/', '.'));
    return readGo(source?.go ?? '').get(alias?.name ?? name) ?? new Map();
  }

  #field({ number, rule, type }: ProtoField, go: GoField | undefined, message: string): string {
    if (go === undefined) throw new Error(`field ${number} of ${this.#home}.${message} has no counterpart in Go`);
    const word = this.#type(type);
    if (go.inline) return `${number} ^ ${go.pointer ? '*' : ''}${word}`;
    const omitted = { never: '', empty: '?', zero: '??' }[go.omit];
    const shape = { optional: go.pointer ? '*' : '', repeated: '[]', map: '{}' }[rule];
    return `${number} ${go.json}${omitted} ${shape}${word}${typed[`${this.#home}.${message}.${go.json}`] ?? ''}`;
  }

  #type(type: string): string {
    if (scalars.has(type)) return type;
    const full = type.startsWith('.') ? type.slice(1) : `${this.#home}.${type}`;
    const value = values[full];
    if (value !== undefined) return value;
    const dot = full.lastIndexOf('.');
    const [home, name] = [full.slice(0, dot), full.slice(dot + 1)];
    if (lists.has(name)) return 'strings';
    if (home === this.#home) return name;
    const short = this.#known.shorts.get(home);
    if (short === undefined) throw new Error(`${this.#home} mentions ${full}, whose package is not known`);
    return `${short}.${name}`;
  }
}

function dataFile({ home }: PackageFacts, text: string): string {
  return [
    `/** Protobuf of ${home}, generated by scripts/generate-k8s.ts in the notation of ../notation.ts. */`,
    `export const facts = \`\n${text}\n\`;\n`,
  ].join('\n');
}

function registryFile(packages: readonly PackageFacts[]): string {
  const lines = packages.map(({ short, file, group, version }) =>
    [
      '  {',
      `    short: '${short}',`,
      `    group: '${group}',`,
      `    version: '${version}',`,
      `    load: () => import('./data/${file}.js'),`,
      '  },',
    ].join('\n'),
  );
  return `/** Every package of messages and where it is found, generated by scripts/generate-k8s.ts. */

/** One group-version, or the types that all share. */
export interface ProtobufPackage {
  readonly short: string;
  readonly group: string;
  readonly version: string;
  readonly load: () => Promise<{ readonly facts: string }>;
}

export const packages: readonly ProtobufPackage[] = [
${lines.join('\n')}
];
`;
}
