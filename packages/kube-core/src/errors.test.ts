import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { codeOf, hasCode, isKubeError, KubeError, messageOf } from './errors.js';

/** An error as a second installed copy of this package makes it: same brand, another class. */
function foreignError(code: string): Error {
  return Object.defineProperty(new Error('of another copy'), Symbol.for('kube-core.error'), { value: code });
}

describe('KubeError', () => {
  test('carries its code, message, cause and the name of its class', () => {
    class SpecialError extends KubeError {}
    const cause = new Error('below');
    const error = new SpecialError('special', 'do this', { cause });
    expect(error).toMatchObject({ name: 'SpecialError', code: 'special', message: 'do this', cause });
  });

  test('is known by its brand, also from another installed copy', () => {
    expect(hasCode(new KubeError('a', ''), 'a')).toBe(true);
    expect(hasCode(foreignError('a'), 'a')).toBe(true);
    expect(isKubeError(foreignError('a'))).toBe(true);
  });

  test('is not taken for one with another code, nor for an error of Node with that code', () => {
    expect(hasCode(new KubeError('a', ''), 'b')).toBe(false);
    expect(hasCode(Object.assign(new Error('x'), { code: 'a' }), 'a')).toBe(false);
    for (const value of [undefined, null, 'a', 1, {}]) expect(isKubeError(value)).toBe(false);
  });
});

describe('messageOf', () => {
  test('finds words in whatever was thrown', async () => {
    const missing: unknown = await readFile('/no/such/file').catch((error: unknown) => error);
    expect(messageOf(missing)).toContain('/no/such/file');
    expect(codeOf(missing)).toBe('ENOENT');
    expect(messageOf('text')).toBe('text');
    expect(messageOf(undefined)).toBe('undefined');
    expect(messageOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(messageOf({})).toBe('[object Object]');
    expect(codeOf({ code: 7 })).toBeUndefined();
  });
});
