/**
 * `tsx --conditions=kube-source scripts/import-catalogue.ts FOLDER [--quiet]`: imports every CustomResourceDefinition below a folder, generates
 * it again, and prints how many come out the same. Enter at {@link main}; what "the same" leaves out is said at {@link normal}.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readDefinitions } from '../packages/kube-codegen/src/crd/definition.js';
import { generate } from '../packages/kube-codegen/src/generate.js';
import { importDefinitions } from '../packages/kube-codegen/src/import/import.js';
import { differences } from '../packages/kube-codegen/test/same-definition.js';

/** What came of one file. */
type Outcome = { readonly is: 'identical' } | { readonly is: 'refused' | 'different' | 'not imported'; readonly why: string };

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function outcomeOf(file: string): Promise<Outcome> {
  const text = readFileSync(file, 'utf8');
  const imported = await importDefinitions([{ name: file, text }]);
  if (imported.diagnostics.length > 0) return { is: 'not imported', why: imported.diagnostics.map(({ message }) => message).join('; ') };
  const sources = new Map(imported.files.map((each) => [each.path, each.text]));
  const { files, diagnostics } = generate([...sources.keys()], { readFile: (path) => sources.get(path) });
  if (diagnostics.length > 0)
    return { is: 'refused', why: diagnostics.map(({ code, message, help }) => `${code} ${message} (${help ?? ''})`).join('; ') };
  const { definitions } = await readDefinitions(file, text);
  const written = files.filter(({ path }) => path.endsWith('.yaml'));
  const again = (await Promise.all(written.map((each) => readDefinitions(each.path, each.text)))).flatMap((each) => each.definitions);
  const differs = definitions.flatMap((definition, at) => differences(definition.value, again[at]?.value));
  return differs.length === 0 && again.length > 0 ? { is: 'identical' } : { is: 'different', why: differs.join('; ') };
}

/** Prints a line for each file that is not identical, and the figures. */
async function main([folder = '.', ...flags]: readonly string[]): Promise<void> {
  const [start, counts] = [performance.now(), new Map<Outcome['is'], number>()];
  const files = filesBelow(folder);
  for (const file of files) {
    const outcome = await outcomeOf(file).catch((error: unknown): Outcome => ({ is: 'different', why: String(error) }));
    counts.set(outcome.is, (counts.get(outcome.is) ?? 0) + 1);
    if (outcome.is !== 'identical' && !flags.includes('--quiet'))
      console.log(`${outcome.is}: ${relative(folder, file)}: ${outcome.why.slice(0, 300)}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${files.length} files in ${seconds} s: ${[...counts].map(([is, count]) => `${count} ${is}`).join(', ')}`);
}

await main(process.argv.slice(2));
