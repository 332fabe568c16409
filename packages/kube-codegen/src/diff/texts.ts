/** What breaks between two states of the definitions of some texts: {@link diffTexts}. */
import { type Definition, readDefinitions } from '../crd/definition.js';
import type { Diagnostic } from '../diagnostics.js';
import type { ImportSource } from '../import/import.js';
import type { Change } from './change.js';
import { diffDefinitions } from './diff.js';

/** What has changed of one definition. */
export interface DefinitionDiff {
  /** `websites.example.com` */
  readonly name: string;
  /** The breaking ones first; empty where nothing has changed that anybody could notice. */
  readonly changes: readonly Change[];
}

/** What came of a comparison. */
export interface TextDiff {
  readonly definitions: readonly DefinitionDiff[];
  /** What makes a text unusable; then nothing is compared. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares the definitions of some texts with those of others, as `kube-codegen diff` does.
 *
 * @param before - Texts of YAML or JSON; anybody may have written them.
 * @param after - The same, later.
 */
export async function diffTexts(before: readonly ImportSource[], after: readonly ImportSource[]): Promise<TextDiff> {
  const [was, is] = await Promise.all([readAll(before), readAll(after)]);
  const diagnostics = [...was.diagnostics, ...is.diagnostics];
  return { diagnostics, definitions: diagnostics.length > 0 ? [] : diffsOf(was.definitions, is.definitions) };
}

async function readAll(
  sources: readonly ImportSource[],
): Promise<{ readonly definitions: readonly Definition[]; readonly diagnostics: readonly Diagnostic[] }> {
  const readings = await Promise.all(sources.map(({ name, text }) => readDefinitions(name, text)));
  return {
    definitions: readings.flatMap(({ definitions }) => definitions),
    diagnostics: readings.flatMap(({ diagnostics }) => diagnostics),
  };
}

const nameOf = ({ plural, group }: Definition): string => `${plural}.${group}`;

/** By group and plural; one definition on either side is one whatever it was called. */
export function diffsOf(before: readonly Definition[], after: readonly Definition[]): readonly DefinitionDiff[] {
  const [was, is] = [before[0], after[0]];
  if (was !== undefined && is !== undefined && before.length === 1 && after.length === 1)
    return [{ name: nameOf(is), changes: diffDefinitions(was, is) }];
  const names = [...new Set([...before, ...after].map(nameOf))].sort();
  return names.map((name) => ({
    name,
    changes: changesOf(
      name,
      before.find((each) => nameOf(each) === name),
      after.find((each) => nameOf(each) === name),
    ),
  }));
}

function changesOf(name: string, was: Definition | undefined, is: Definition | undefined): readonly Change[] {
  if (was !== undefined && is !== undefined) return diffDefinitions(was, is);
  if (is !== undefined) return [{ severity: 'info', rule: 'definition-added', message: `the definition ${name} is new` }];
  return [{ severity: 'breaking', rule: 'definition-removed', message: `the definition ${name} is gone, and with it every object of it` }];
}
