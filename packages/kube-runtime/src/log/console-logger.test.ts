import { describe, expect, test } from '@jest/globals';
import { KubeError } from 'kube-core';
import { TerminalError, ReconcileError } from 'kube-runtime';
import { consoleLogger, type ConsoleLoggerOptions } from './console-logger.js';

function scene(options: ConsoleLoggerOptions) {
  const lines: string[] = [];
  return { lines, log: consoleLogger({ ...options, write: (line) => lines.push(line) }) };
}
const failure = new ReconcileError(
  { kind: 'Website', ref: { name: 'shop', namespace: 'web' }, attempt: 1, retryInMs: 5 },
  new Error('broken'),
);

describe('a logger for a terminal', () => {
  test('writes time, level, message and fields in one line', () => {
    const { lines, log } = scene({ format: 'text' });
    log.child({ controller: 'website' }).info({ replicas: 3, names: ['a'] }, 'scaled');
    expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}scaled controller=website replicas=3 names=\["a"\]\n$/)]);
  });

  test('adds where an error comes from, and its message where the line does not say it', () => {
    const { lines, log } = scene({ format: 'text' });
    log.error({ err: failure }, failure.message);
    log.warn({ err: new TerminalError('no host') }, 'refused');
    expect(lines[0]).toMatch(/ ERROR reconciling Website web\/shop failed \(try 1; trying again in 5 ms\): broken\n +at /);
    expect(lines[1]).toMatch(/ WARN {2}refused: no host\n$/);
  });
});

describe('a logger for programs', () => {
  test('writes one object a line, its error with code, message and stack', () => {
    const { lines, log } = scene({ format: 'json' });
    log.child({ controller: 'website' }).error({ name: 'shop', err: failure }, 'failed');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: 'error',
      msg: 'failed',
      controller: 'website',
      name: 'shop',
      err: { code: 'reconcile', message: failure.message, stack: expect.stringMatching(/^ +at /) },
    });
  });

  test('writes the line though a field cannot be written', () => {
    const { lines, log } = scene({ format: 'json' });
    const round: Record<string, unknown> = {};
    round['round'] = round;
    log.info(round, 'said');
    log.info({ big: 3n }, 'said');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { time: expect.any(String), level: 'info', msg: 'said' },
      { time: expect.any(String), level: 'info', msg: 'said', big: '3' },
    ]);
  });
});

test.each([
  [undefined, ['info', 'warn', 'error']],
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['error', ['error']],
] as const)('of level %p writes %p', (level, written) => {
  const { lines, log } = scene({ format: 'json', ...(level === undefined ? {} : { level }) });
  for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]({}, 'said');
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(written);
});

test('an option that there is not is refused', () => {
  expect(() => consoleLogger({ levels: 'info' } as never)).toThrow(KubeError);
});
