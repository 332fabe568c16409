import { describe, expect, jest, test } from '@jest/globals';
import { respond } from '../../request/http.js';
import { warnings, warningsIn, type WarningHandler } from './warnings.js';

describe('a Warning header', () => {
  test.each<[string, string[]]>([
    ['299 - "unknown field \\"spec.x\\""', ['unknown field "spec.x"']],
    ['299 - "one, two", 299 kube-apiserver "two \\\\ three"', ['one, two', 'two \\ three']],
    ['299 - "deprecated" "Thu, 01 Jan 2026 00:00:00 GMT", 299 - "other"', ['deprecated', 'other']],
    ['110 cache "stale"', []],
    ['299 - ""', []],
    ['299 - "no end', []],
    ['nonsense', []],
    ['', []],
  ])('%s says %j', (header, texts) => expect(warningsIn(header)).toEqual(texts));
});

async function asked(handler: WarningHandler | undefined, ...headers: string[]): Promise<void> {
  const service = warnings(handler)(() => Promise.resolve(respond(200, '{}', { warning: headers.shift() ?? '' })));
  while (headers.length > 0) await service({ method: 'GET', path: '/', headers: {} });
}

test('each text is told once', async () => {
  const told: string[] = [];
  await asked((text) => told.push(text), '299 - "a"', '299 - "a", 299 - "b"', '', '299 - "b"');
  expect(told).toEqual(['a', 'b']);
});

test('without a handler it is a warning of the process; a handler that throws fails no call', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    await asked(undefined, '299 - "v1beta1 goes away"');
    await asked(() => {
      throw new Error('oops');
    }, '299 - "a"');
    expect(warned.mock.calls).toEqual([
      ['v1beta1 goes away', { type: 'KubeWarning', code: 'KUBE_API_WARNING' }],
      ['the function given to onWarning threw: oops', expect.objectContaining({ type: 'KubeWarning', code: 'KUBE_CALLBACK' })],
    ]);
  } finally {
    warned.mockRestore();
  }
});
