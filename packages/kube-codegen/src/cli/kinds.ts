/**
 * The kinds that a call is about, of sources in TypeScript and of definitions in YAML alike: {@link readKinds}. Without a source they are
 * those of the configuration.
 */
import { compareVersions } from 'kube-core';
import { suggest } from 'kube-core/support';
import type { Definition, Version } from '../crd/definition.js';
import type { Diagnostic, TextOf } from '../diagnostics.js';
import { type Call, type Command, exitCodes, type Outcome } from './command.js';
import { tellFindings } from './findings/findings.js';

/** The options of the commands that are about kinds. */
export const kindOptions = { config: { type: 'string' } } as const satisfies Command['options'];

/** Kinds that were found. */
export interface Kinds {
  readonly definitions: readonly Definition[];
}

/** That there are none, which was told or is the caller's to tell. */
export interface Ended {
  readonly ends: Outcome;
}

const isTypeScript = (operand: string): boolean => /\.[cm]?ts$/.test(operand) && !/^(?:git|cluster|https?):/.test(operand);

/**
 * Reads the sources of a call, and tells what is wrong with them.
 *
 * @param kind - Only the kind of this name, plural, singular or short name. By default all.
 */
export async function readKinds(call: Call, kind?: string): Promise<Kinds | Ended> {
  const typed = call.operands.filter(isTypeScript);
  const others = call.operands.filter((operand) => !isTypeScript(operand));
  const compiled = typed.length > 0 || others.length === 0 ? await compile({ ...call, operands: typed }) : [];
  if (!isList(compiled)) return { ends: compiled };
  const read = others.length === 0 ? [] : await readOthers(others);
  if (!isList(read)) return { ends: read };
  const definitions = [...compiled, ...read];
  if (definitions.length === 0) return { ends: { wrong: `there is no CustomResourceDefinition in ${call.operands.join(', ')}` } };
  const wanted = kind === undefined ? definitions : definitions.filter((each) => namesOf(each).includes(kind.toLowerCase()));
  return wanted.length > 0 ? { definitions: wanted } : { ends: { wrong: noSuchKind(kind ?? '', definitions) } };
}

const isList = (value: readonly Definition[] | Outcome): value is readonly Definition[] => Array.isArray(value);

const namesOf = ({ kind, plural, singular, shortNames }: Definition): readonly string[] =>
  [kind, plural, singular, ...shortNames].map((name) => name.toLowerCase());

function noSuchKind(kind: string, definitions: readonly Definition[]): string {
  const meant = suggest(kind.toLowerCase(), definitions.flatMap(namesOf));
  const known = definitions.map((each) => each.kind).join(', ');
  return `there is no kind ${kind}; ${meant === undefined ? `there is ${known}` : `did you mean ${meant}?`}`;
}

async function compile(call: Call): Promise<readonly Definition[] | Outcome> {
  const [{ openLedger }, { readJob }, { generate }] = await Promise.all([
    import('./job/ledger.js'),
    import('./job/job.js'),
    import('../generate.js'),
  ]);
  const ledger = openLedger();
  const job = await readJob(call, ledger);
  if ('wrong' in job) return job;
  const { files, diagnostics } = generate(job.entries, { ...job.options, readFile: ledger.read });
  if (diagnostics.length > 0) {
    await tellFindings(diagnostics);
    return exitCodes.findings;
  }
  return definitionsIn(files.filter(({ path }) => path.endsWith('.yaml')).map(({ path, text }) => ({ name: path, text })));
}

async function readOthers(operands: readonly string[]): Promise<readonly Definition[] | Outcome> {
  const { readSources } = await import('./sources.js');
  const { sources, failures, textOf } = await readSources(operands);
  return definitionsIn(sources, { failures, textOf });
}

interface Told {
  readonly failures?: readonly Diagnostic[];
  readonly textOf?: TextOf;
}

async function definitionsIn(
  texts: readonly { readonly name: string; readonly text: string }[],
  { failures = [], textOf }: Told = {},
): Promise<readonly Definition[] | Outcome> {
  const { readDefinitions } = await import('../crd/definition.js');
  const readings = await Promise.all(texts.map(({ name, text }) => readDefinitions(name, text)));
  const found = [...failures, ...readings.flatMap(({ diagnostics }) => diagnostics)];
  await tellFindings(found, textOf === undefined ? {} : { textOf });
  return found.length > 0 ? exitCodes.findings : readings.flatMap(({ definitions }) => definitions);
}

/**
 * The version that clients use: the one that is named, else the one that a server prefers.
 *
 * @param apiVersion - `v1` or `example.com/v1`.
 */
export function servedVersion({ kind, group, versions }: Definition, apiVersion?: string): Version | { readonly wrong: string } {
  const served = versions.filter((version) => version.served).toSorted((a, b) => compareVersions(a.name, b.name));
  const named = apiVersion?.replace(`${group}/`, '');
  const version = named === undefined ? served[0] : versions.find(({ name }) => name === named);
  if (version !== undefined) return version;
  return {
    wrong: `${kind} of ${group} has no version ${named ?? 'that is served'}; it has ${versions.map(({ name }) => name).join(', ')}`,
  };
}
