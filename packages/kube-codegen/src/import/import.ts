/**
 * CustomResourceDefinitions in, modules for `kube-codegen generate` out: {@link importDefinitions}. It writes nothing, and no text of a
 * definition becomes code: names are checked, everything else goes through the printers of literals and comments.
 */
import { objectAt } from 'kube-core/json';
import { dns1035LabelProblems, dnsSubdomainProblems } from 'kube-core/schema';
import { type Definition, readDefinitions, type Version } from '../crd/definition.js';
import { compareText, sortDiagnostics, type Diagnostic } from '../diagnostics.js';
import type { GeneratedFile } from '../generate.js';
import type { Origin } from '../model/schema-node.js';
import { isTypeName } from '../model/type-names.js';
import { printVersion } from './print.js';
import { isOneLine } from './shape.js';

/** A text with definitions. */
export interface ImportSource {
  /** How findings and headers call it. */
  readonly name: string;
  /** YAML or JSON of one document or several. */
  readonly text: string;
}

/** What came of an import. Where there is a finding there is no file. */
export interface Imported {
  /** `website.crd.ts`, and `website.v1.crd.ts` where a definition has several versions. */
  readonly files: readonly GeneratedFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was left out of a definition: keywords that no schema has, and what no tag says. */
  readonly notes: readonly Diagnostic[];
}

/**
 * Makes TypeScript of definitions, so that {@link generate} makes the same schemas of it again: every limit, default, rule and description is
 * kept, as a type or as a tag.
 *
 * @param sources - Texts of YAML or JSON; anybody may have written them.
 */
export async function importDefinitions(sources: readonly ImportSource[]): Promise<Imported> {
  const diagnostics: Diagnostic[] = [];
  const notes: Diagnostic[] = [];
  const files = new Map<string, GeneratedFile>();
  for (const { name, text } of sources) {
    const reading = await readDefinitions(name, text);
    notes.push(...reading.notes);
    diagnostics.push(...reading.diagnostics, ...reading.definitions.flatMap(checkDefinition));
    if (diagnostics.length > 0) continue;
    const definitions = reading.definitions.map((definition) => withoutUnsayable(definition, notes));
    for (const file of definitions.flatMap((definition) => filesOf(definition, name))) {
      const same = files.get(file.path);
      if (same !== undefined && same.text !== file.text) diagnostics.push(twice(file.path, name));
      files.set(file.path, file);
    }
  }
  const found = sortDiagnostics(diagnostics);
  return {
    files: found.length > 0 ? [] : [...files.values()].sort((a, b) => compareText(a.path, b.path)),
    diagnostics: found,
    notes: sortDiagnostics(notes),
  };
}

/** What kubectl writes into every object that it has applied. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Without labels and annotations that no line of a comment holds, and without what no version says. */
function withoutUnsayable(definition: Definition, notes: Diagnostic[]): Definition {
  const { places, value } = definition;
  const metadata = objectAt(value, 'metadata');
  const kept = (field: 'labels' | 'annotations'): Readonly<Record<string, string>> => {
    const entries = Object.entries(definition[field]).filter(([key]) => key !== lastApplied);
    const [said, left] = [entries.filter(isSayable), entries.filter((entry) => !isSayable(entry))];
    for (const [key] of left)
      notes.push(unsaid(`the value of ${JSON.stringify(key)} is not one line of text`, places.of(objectAt(metadata, field), key)));
    return Object.fromEntries(said);
  };
  const versions = definition.versions.map((version) => sayableVersion(version, notes));
  return { ...definition, versions, labels: kept('labels'), annotations: kept('annotations') };
}

function sayableVersion(version: Version, notes: Diagnostic[]): Version {
  const { selectableFields, deprecationWarning, origin, ...rest } = version;
  const left = selectableFields.filter(({ jsonPath }) => !/^[\w.-]+$/.test(jsonPath));
  const isLeft = deprecationWarning !== undefined && !isText(deprecationWarning);
  notes.push(...left.map(({ jsonPath, origin: at }) => unsaid(`the path ${JSON.stringify(jsonPath)} cannot be selectable`, at)));
  if (isLeft) notes.push(unsaid('the warning is not one line of text', origin));
  return {
    ...rest,
    origin,
    selectableFields: selectableFields.filter((field) => !left.includes(field)),
    ...(deprecationWarning !== undefined && !isLeft && { deprecationWarning }),
  };
}

const unsaid = (why: string, origin: Origin): Diagnostic => ({ code: 'KC906', message: `${why}: it is left out`, origin });

/** Whether a tag that ends with its line can say it. */
const isText = (text: string): boolean => text === '' || (isOneLine(text) && !text.includes('*\\/'));

const isSayable = ([key, text]: readonly [string, string]): boolean => /^[\w./-]+$/.test(key) && isText(text);

const twice = (path: string, file: string): Diagnostic => ({
  code: 'KC905',
  message: `two definitions would both be ${path}`,
  help: 'import them into two folders',
  origin: { file, start: 0, end: 0 },
});

/** Names that would be code or paths, and are neither. */
function checkDefinition(definition: Definition): readonly Diagnostic[] {
  const { group, kind, listKind, plural, singular, shortNames, categories, versions, origin } = definition;
  const bad = (what: string, name: string): Diagnostic => ({
    code: 'KC102',
    message: `${JSON.stringify(name)} cannot be a ${what}`,
    origin,
  });
  const isLabel = (name: string): boolean => dns1035LabelProblems(name).length === 0;
  const isKind = (name: string): boolean => isLabel(name.toLowerCase()) && isTypeName(name);
  return [
    ...(isKind(kind) ? [] : [bad('kind', kind)]),
    ...(isLabel(listKind.toLowerCase()) ? [] : [bad('kind', listKind)]),
    ...(dnsSubdomainProblems(group).length === 0 ? [] : [bad('group', group)]),
    ...[plural, singular, ...shortNames, ...categories].filter((name) => !isLabel(name)).map((name) => bad('name', name)),
    ...versions.filter(({ name }) => !isLabel(name)).map(({ name }) => bad('version', name)),
  ];
}

function filesOf(definition: Definition, source: string): readonly GeneratedFile[] {
  const { versions, kind } = definition;
  const from = /^[\w./:@-]+$/.test(source) ? ` from ${source.slice(source.lastIndexOf('/') + 1)}` : '';
  return versions.map((version) => ({
    path: `${kind.toLowerCase()}${versions.length > 1 ? `.${version.name}` : ''}.crd.ts`,
    text: printVersion(definition, version, from),
  }));
}
