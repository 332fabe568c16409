import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonPatch } from 'kube-core';
import { copied, equal } from 'kube-core/json';
import { jsonDiff } from './json-diff.js';

/** RFC 6902, as far as it is used: what a server does with the steps. */
function patched(from: unknown, steps: readonly JsonPatch[]): unknown {
  const root = { root: copied(from) };
  for (const step of steps) {
    const keys = ['root', ...step.path.split('/').slice(1)].map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>(fieldOf, root);
    if (typeof parent !== 'object' || parent === null) throw new Error(`there is no ${step.path}`);
    if (!('value' in step) && step.op !== 'remove') throw new Error(`${step.op} is not expected`);
    if (step.op !== 'add' && !Object.hasOwn(parent, last)) throw new Error(`there is no ${step.path}`);
    if (Array.isArray(parent)) parent.splice(Number(last), step.op === 'add' ? 0 : 1, ...('value' in step ? [step.value] : []));
    else if ('value' in step)
      Object.defineProperty(parent, last, { value: step.value, enumerable: true, configurable: true, writable: true });
    else Reflect.deleteProperty(parent, last);
  }
  return root.root;
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

describe('jsonDiff', () => {
  test.each<readonly [string, unknown, unknown, readonly JsonPatch[]]>([
    ['says nothing of what is equal', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['adds, replaces and removes fields', { a: 1, b: 2 }, { b: 3, c: 4 }, [
      { op: 'remove', path: '/a' },
      { op: 'replace', path: '/b', value: 3 },
      { op: 'add', path: '/c', value: 4 },
    ]], // prettier-ignore
    ['takes undefined for absent', { a: 1 }, { a: undefined, b: undefined }, [{ op: 'remove', path: '/a' }]],
    ['tells null from absent', { a: 1 }, { a: null }, [{ op: 'replace', path: '/a', value: null }]],
    ['escapes slashes and tildes', { m: {} }, { m: { 'example.com/a~b': '1' } }, [{ op: 'add', path: '/m/example.com~1a~0b', value: '1' }]],
    ['knows only own fields', {}, { constructor: 1 }, [{ op: 'add', path: '/constructor', value: 1 }]],
    ['goes into items of lists', { a: [{ n: 1, v: 1 }, { n: 2, v: 1 }] }, { a: [{ n: 1, v: 1 }, { n: 2, v: 3 }] }, [
      { op: 'replace', path: '/a/1/v', value: 3 },
    ]], // prettier-ignore
    ['puts an item in where it belongs', ['aaa', 'bbb', 'ccc'], ['aaa', 'new', 'bbb', 'ccc'], [{ op: 'add', path: '/1', value: 'new' }]],
    ['takes an item out', ['aaaaaaaaaaaaaaaaaaaaaaa', 'b', 'cccccccccccccccccccccccccc'], ['aaaaaaaaaaaaaaaaaaaaaaa', 'cccccccccccccccccccccccccc'], [
      { op: 'remove', path: '/1' },
    ]], // prettier-ignore
    ['replaces a short list rather than explain it', [1, 2, 3], [3, 2, 1], [{ op: 'replace', path: '', value: [3, 2, 1] }]],
    ['replaces what has another type', { a: [1] }, { a: { 0: 1 } }, [{ op: 'replace', path: '/a', value: { 0: 1 } }]],
    ['keeps large integers', { a: 1n }, { a: 9007199254740993n }, [{ op: 'replace', path: '/a', value: 9007199254740993n }]],
  ])('%s', (_, from, to, steps) => {
    expect(jsonDiff(from, to)).toEqual(steps);
  });

  const json = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, true, 0, 1, '', 'a'), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 6 }),
    object: fc.dictionary(fc.constantFrom('a', 'b', '/', '~', '~1', '', '__proto__', 'length', '0'), tie('value'), { maxKeys: 5 }),
  }));

  test('makes the one of the other, whatever they are', () => {
    fc.assert(
      fc.property(json.value, json.value, (from, to) => {
        const steps = jsonDiff(from, to);
        expect(equal(patched(from, steps), to)).toBe(true);
        expect(steps.length === 0).toBe(equal(from, to));
      }),
      { numRuns: 500 },
    );
  });

  test('is as short as one step where one item of a long list was put in or taken out', () => {
    const list = Array.from({ length: 300 }, (_, index) => ({ name: `item-${index}`, value: { index } }));
    fc.assert(
      fc.property(fc.nat(299), (at) => {
        const item = { name: 'new', value: { index: -1 } };
        expect(jsonDiff(list, list.toSpliced(at, 0, item))).toEqual([{ op: 'add', path: `/${at}`, value: item }]);
        expect(jsonDiff(list, list.toSpliced(at, 1))).toEqual([{ op: 'remove', path: `/${at}` }]);
      }),
      { numRuns: 50 },
    );
  });

  test('survives any depth', () => {
    const deep = (leaf: unknown): unknown => Array.from({ length: 9000 }).reduce<unknown>((inner) => ({ a: inner }), leaf);
    const steps = jsonDiff(deep(1), deep(2));
    expect(steps).toHaveLength(1);
    expect(steps[0]?.path.length).toBeLessThan(1000);
  });
});
