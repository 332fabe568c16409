import { describe, expect, test } from '@jest/globals';
import { inOrder, objectsIn } from './manifest.js';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const bomb = letters
  .map(
    (name, at) =>
      `${name}: &${name} [${Array<string>(8)
        .fill(at === 0 ? 'x' : `*${letters[at - 1]}`)
        .join(',')}]`,
  )
  .join('\n');

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('a manifest', () => {
  test.each([
    ['a document that is no YAML', 'a: b\n---\nkey: [1, 2', /^KubeError: document 2 is no YAML: line 3, column \d+ \(\w+\)$/],
    ['text', 'hello', /document 1 is no object/],
    ['an object without kind', 'apiVersion: v1', /document 1 has no kind/],
    ['a name that YAML 1.1 reads as true', 'apiVersion: v1\nkind: Pod\nmetadata: { name: y }\n', /metadata.name is no text; quote it/],
    ['an object without name', 'a: 1\napiVersion: v1\nkind: Pod\n---\n', /document 1 \(Pod\) has no metadata.name/],
    ['an item without name', 'kind: List\napiVersion: v1\nitems: [{apiVersion: v1, kind: Pod}]', /document 1, item 1 \(Pod\) has no/],
    ['lists without end', `a: 1\n---\nb: ${'['.repeat(100_000)}`, /nested deeper than 200 levels in line 3$/],
    ['maps without end', '? '.repeat(100_000), /nested deeper than 200 levels in line 1$/],
    ['what holds itself', 'a: &a [*a]', /document 1 cannot be read: its aliases/],
    ['a number that JSON has not', `${head}a: .nan`, /document 1 holds what JSON has not/],
    ['a set', `${head}a: !!set {b, c}`, /document 1 holds what JSON has not/],
    ['a field without a name', `${head}a: {null: b}`, /document 1 holds a field whose name is null/],
    ['a field whose name is a list', `${head}a: {[hunter2]: b}`, /document 1 holds a field whose name is null, a list or a map$/],
    [
      'a namespace that is a number',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: 5}',
      /metadata.namespace is no text; quote it$/,
    ],
    ['labels that are a list', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: [b]}', /metadata.labels is no map$/],
    ['a bomb of aliases', bomb, /document 1 cannot be read: its aliases/],
  ])('is refused for %s', async (_what, text, words) => {
    expect(await objectsIn(text).catch(String)).toMatch(words);
  });

  test('may hold brackets and lines of any number in its texts', async () => {
    const script = `${'echo "[0m{"\n    '.repeat(1000)}${'-'.repeat(1000)}`;
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  run: |\n    ${script}\n`;
    expect((await objectsIn(text))[0]?.['data']).toEqual({ run: `${script.replaceAll('\n    ', '\n')}\n` });
  });

  test('is read as kubectl reads it: bytes as text, names of numbers, and fields with nothing behind them', async () => {
    const text = `${head}data: {a: !!binary aGVsbG8=, 1: b, __proto__: c}\nbig: 12345678901234567890\nmerged: {<<: {d: 1}, e: 2}\n`;
    const [object] = await objectsIn(text);
    expect(Object.entries(object?.['data'] ?? {})).toEqual(
      expect.arrayContaining(Object.entries({ a: 'hello', 1: 'b', ['__proto__']: 'c' })),
    );
    expect(object).toMatchObject({ big: 12345678901234567890n, merged: { d: 1, e: 2 } });
    const empty = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n  namespace:\n';
    expect(await objectsIn(empty)).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }]);
  });

  test('may be the list of a server, whose items do not say their kind', async () => {
    const list =
      'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n  kind: Secret\n  apiVersion: v1\n';
    expect((await objectsIn(list)).map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])).toEqual([
      ['v1', 'ConfigMap', 'a'],
      ['v1', 'Secret', 'b'],
    ]);
  });

  test('is a text: one object by itself is refused', async () => {
    expect(await objectsIn({ kind: 'Pod' } as never).catch(String)).toMatch(
      /a manifest is a text of YAML or JSON, or a list of objects; this is an object$/,
    );
  });

  test('may be empty', async () => {
    expect(await objectsIn('# nothing\n---\n')).toEqual([]);
  });

  test('has what others need first, and otherwise stays as it was written', () => {
    const kinds = ['ValidatingWebhookConfiguration', 'Deployment', 'Lamp', 'ConfigMap', 'Service', 'Namespace', 'CustomResourceDefinition'];
    expect(inOrder(kinds.map((kind) => ({ kind }))).map(({ kind }) => kind)).toEqual([
      'Namespace',
      'CustomResourceDefinition',
      'ConfigMap',
      'Deployment',
      'Lamp',
      'Service',
      'ValidatingWebhookConfiguration',
    ]);
  });

  test('is put in order only where it is a list', () => {
    expect(() => inOrder(undefined as never)).toThrow('inOrder takes a list of objects; this is undefined');
  });
});
