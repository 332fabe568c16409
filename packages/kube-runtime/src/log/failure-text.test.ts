import { describe, expect, test } from '@jest/globals';
import { KubeError } from 'kube-core';
import { remedyOf } from '../controller/failure/frozen.js';
import { CallbackError, ReconcileError, WatcherError } from 'kube-runtime';
import { failureText } from './failure-text.js';

const failure = { kind: 'ConfigMap', ref: { name: 'a', namespace: 'web' }, attempt: 2, retryInMs: 10 };

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

describe('what is written of a failed reconcile', () => {
  test('is the message, then where in the code it comes from, without frames of Node', () => {
    const lines = failureText(new ReconcileError(failure, new Error('broken'))).split('\n');
    expect(lines[0]).toBe('reconciling ConfigMap web/a failed (try 2; trying again in 10 ms): broken');
    expect(lines[1]).toMatch(/^ +at .*failure-text\.test\.ts:\d+:\d+/);
    expect(lines.filter((line) => line.includes('node:internal'))).toEqual([]);
  });

  test('names the causes of what was thrown', () => {
    const error = new KubeError('x', 'cannot read', { cause: new TypeError('no host', { cause: 'ENOTFOUND' }) });
    const lines = failureText(new ReconcileError(failure, error)).split('\n');
    expect(lines.filter((line) => line.startsWith('  caused by'))).toEqual([
      '  caused by TypeError: no host',
      '  caused by string: ENOTFOUND',
    ]);
  });

  test('ends, though an error be its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(failureText(new ReconcileError(failure, error)).match(/caused by/g)).toHaveLength(4);
  });

  test('is the message alone where no error was thrown', () => {
    expect(failureText(new ReconcileError(failure, 'text'))).toMatch(/^[^\n]+: text$/);
  });
});

test('what is written of a callback has the stack, what is written of a watch has none', () => {
  expect(failureText(new CallbackError('on', 'ConfigMap web/a', new Error('x')))).toMatch(/^the function given to on threw .*: x\n +at /);
  expect(failureText(new WatcherError({ phase: 'list', resource: 'pods' }, new Error('x')))).toBe('listing pods failed: x');
});

describe('a write to a cached object', () => {
  const frozen = Object.freeze({ a: 1, list: Object.freeze([2, 1]) }) as { a: number; list: number[]; b?: number };
  test.each<[string, () => unknown]>([
    ['changes a field', () => (frozen.a = 2)],
    ['adds a field', () => (frozen.b = 2)],
    ['deletes a field', () => Reflect.deleteProperty(frozen, 'a') || delete (frozen as { a?: number }).a],
    ['defines a field', () => Object.defineProperty(frozen, 'c', { value: 1 })],
    ['redefines a field', () => Object.defineProperty(frozen, 'a', { value: 5 })],
    ['pushes', () => frozen.list.push(3)],
    ['pops', () => frozen.list.pop()],
    ['sorts', () => frozen.list.sort()],
    ['cuts', () => frozen.list.splice(0, 1)],
    ['empties', () => (frozen.list.length = 0)],
  ])('is recognised when it %s', (_, write) => {
    expect(remedyOf(thrown(write))).toMatch(/structuredClone\(object\)/);
  });

  test.each([
    [new TypeError("Cannot read properties of undefined (reading 'x')")],
    [new Error("Cannot assign to read only property 'x' of object")],
    ["Cannot assign to read only property 'x' of object"],
    [undefined],
  ])('is not seen in %p', (error) => {
    expect(remedyOf(error)).toBe('');
  });
});
