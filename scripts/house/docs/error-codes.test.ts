import { expect, test } from '@jest/globals';
import { codeProblems, codesIn, type ErrorTable } from './error-codes.js';
import { errorPage } from './error-page.js';

const core = (text: string, table: ErrorTable) => ({
  name: 'kube-core',
  folder: 'packages/kube-core',
  codes: codesIn(new Map([['a.ts', text]])),
  table,
});
const words = { means: 'It is so.', remedy: 'Do that.' };

test('a code is found where an error is made, handed up to a base, and asked for by a guard', () => {
  const text = `
    const refuse = () => new KubeError(late ? 'late' : 'early', 'words');
    class TlsError extends KubeError { constructor() { super('tls', 'words'); } }
    class CertificateError extends TlsError { constructor() { super('no code, words'); } }
    class Other extends Error { constructor() { super('no code'); } }
    export const isTlsError = (error: unknown): error is TlsError => hasCode(error, 'tls');`;
  expect(codesIn(new Map([['a.ts', text]])).uses.map(({ code, at, name, as }) => `${code} ${at} ${name} ${as}`)).toEqual([
    'late a.ts:2 KubeError error',
    'early a.ts:2 KubeError error',
    'tls a.ts:3 TlsError class',
    'tls a.ts:6 isTlsError guard',
  ]);
});

test('a code may come by a name that the same file declares as literals, and by no other', () => {
  const text = (type: string) =>
    `interface Options { readonly code: ${type} }\nconst refuse = ({ code }: Options) => new KubeError(code, 'words');`;
  const codesOf = (type: string) => codesIn(new Map([['a.ts', text(type)]])).uses.map(({ code }) => code);
  expect(codesOf(`'manager' | 'controller'`)).toEqual(['manager', 'controller']);
  expect(codesOf(`'manager'`)).toEqual(['manager']);
  expect(codesOf('string')).toEqual([]);
  expect(codesOf(`'manager' | string`)).toEqual([]);
});

test('a code without words, words without a code, and a code that is no literal are problems at their place', () => {
  const text = `throw new KubeError('tls', 'words');\nthrow new KubeError(code, 'words');\nconst isGone = (error) => hasCode(error, 'gone');`;
  expect(codeProblems([core(text, { key: words })])).toEqual([
    'a.ts:2: the code of a KubeError is a literal, or a name that this file declares as literals: docs/errors.md names each',
    'a.ts:1: "tls" is not in packages/kube-core/src/error-codes.ts: say what it means and what to do',
    'a.ts:3: "gone" is not in packages/kube-core/src/error-codes.ts: say what it means and what to do',
    'packages/kube-core/src/error-codes.ts:1: no source uses "key": remove it',
  ]);
});

test('a package may use the codes of the one that carries it, and not those beside it', () => {
  const text = `throw new KubeError('key', 'words');`;
  const beside = { ...core(text, {}), name: 'kube-runtime', folder: 'packages/kube-runtime' };
  expect(codeProblems([core(text, { key: words }), beside])).toEqual([]);
  expect(codeProblems([core('', {}), core(text, { key: words }), beside])).toHaveLength(1);
});

test('the page has a section for each code, with its class and guard', async () => {
  const text = `class TlsError extends KubeError { constructor() { super('tls', '') } }\nconst isTlsError = (e) => hasCode(e, 'tls');`;
  expect(await errorPage([core(text, { tls: words })])).toContain(
    '## kube-core\n\n### `tls`\n\nClass `TlsError`; ask with `isTlsError`.\n\nIt is so.\n\n**What to do:** Do that.\n',
  );
});
