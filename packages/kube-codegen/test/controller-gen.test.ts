/**
 * The same kind in Go and in TypeScript: `fixtures-controller-gen/types.go` is what controller-gen v0.23.0 made `recorded.yaml` of
 * (`controller-gen crd:maxDescLen=0 paths=./... output:crd:stdout`, in a module that requires k8s.io/apimachinery v0.36.1).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isList, isObject } from 'kube-core/json';
import { readDefinitions } from '../src/crd/definition.js';
import { generate } from '../src/generate.js';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures-controller-gen', name), 'utf8');

/** Descriptions of schemas say nothing that a server checks; the name of a property may be `description` all the same. */
function withoutWords(value: unknown): unknown {
  if (isList(value)) return value.map(withoutWords);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, each]) => key !== 'description' || typeof each !== 'string');
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutWords(each)]));
}

async function definitionIn(name: string, text: string): Promise<unknown> {
  const { definitions, diagnostics } = await readDefinitions(name, text);
  expect(diagnostics).toEqual([]);
  return withoutWords(definitions[0]?.value);
}

test('a kind in TypeScript comes to the definition that controller-gen makes of the same kind in Go', async () => {
  const { files, diagnostics } = generate(['mirror.crd.ts'], {
    readFile: (path) => (path === 'mirror.crd.ts' ? read('input.crd.ts') : undefined),
  });
  expect(diagnostics).toEqual([]);
  const ours = await definitionIn('ours', files.find(({ path }) => path.endsWith('.yaml'))?.text ?? '');
  const theirs = await definitionIn('theirs', read('recorded.yaml'));
  // The one difference beside words: which program it was is said in an annotation there, and in a comment here.
  expect(theirs).toMatchObject({ metadata: { annotations: { 'controller-gen.kubebuilder.io/version': 'v0.23.0' } } });
  expect(ours).toEqual({ ...Object(theirs), metadata: { name: 'mirrors.peers.example.com' } });
});
