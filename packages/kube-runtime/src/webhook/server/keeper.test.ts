import { describe, expect, test } from '@jest/globals';
import { KubeError } from 'kube-core';
import { ManualClock } from 'kube-core/testing';
import { NEVER, Subject } from 'rxjs';
import { consoleLogger } from '../../log/console-logger.js';
import { keep, type KeepOptions } from './keeper.js';

/** A keeper on a clock of its own, whose places fail as the test says. */
function kept(options: Partial<KeepOptions> = {}) {
  const clock = new ManualClock(1_000_000);
  const stop = new AbortController();
  const it = {
    clock,
    authorities: 'first',
    failing: [] as string[],
    /** What each step was told: since when all places know of the authorities. */
    steps: [] as (number | undefined)[],
    logged: [] as string[],
    rounds: 0,
  };
  const running = keep(
    {
      source: {
        load: async () => ({ certificate: 'c', key: 'k', authorities: it.authorities }),
        advance: async ({ toldAt }) => {
          it.steps.push(toldAt);
          return 60_000;
        },
      },
      show: () => undefined,
      install: async () => it.failing.map((place) => new KubeError('webhook-install', `${place} cannot be told`)),
      kept: () => void it.rounds++,
      changes: NEVER,
      clock,
      log: consoleLogger({ format: 'text', write: (line) => void it.logged.push(line) }),
      ...options,
    },
    stop.signal,
  );
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { it, end };
}

describe('keep', () => {
  test('goes on to the next certificate though a place cannot be told, and says which', async () => {
    const { it, end } = kept();
    it.failing = ['the CRD a', 'the CRD b'];
    await it.clock.advance(0);
    expect(it.steps).toEqual([undefined]);
    expect([it.rounds, it.logged]).toEqual([0, [expect.stringContaining('the CRD a'), expect.stringContaining('the CRD b')]]);
    await it.clock.advance(1000); // it is tried again after a second, and not after a minute
    expect(it.steps).toEqual([undefined, undefined]);
    it.failing = [];
    await it.clock.advance(2000);
    expect([it.steps.at(-1), it.rounds]).toEqual([1_003_000, 1]);
    await end();
  });

  test('says since when all places know of the authorities, anew for others and after a place that could not be told', async () => {
    const { it, end } = kept();
    await it.clock.advance(0);
    await it.clock.advance(60_000);
    expect(it.steps).toEqual([1_000_000, 1_000_000]);
    it.authorities = 'second';
    await it.clock.advance(60_000);
    expect(it.steps.at(-1)).toBe(1_120_000);
    it.failing = ['the CRD a'];
    await it.clock.advance(60_000);
    expect(it.steps.at(-1)).toBeUndefined();
    it.failing = [];
    await it.clock.advance(1000);
    expect(it.steps.at(-1)).toBe(1_181_000);
    await end();
  });

  test('tells what keeps it from certificates at all, and tries again after a growing delay', async () => {
    let loads = 0;
    const load = async (): Promise<never> => {
      loads++;
      throw new Error('no Secret');
    };
    const { it, end } = kept({ source: { load, advance: async () => 0 } });
    await it.clock.advance(0);
    expect(it.logged).toEqual([expect.stringContaining('certificates and webhooks cannot be kept up: no Secret')]);
    await it.clock.advance(1000);
    await it.clock.advance(1999);
    expect(loads).toBe(2);
    await it.clock.advance(1);
    expect(loads).toBe(3);
    await end();
  });

  test('looks at once when somebody changes something, but rests a second between two rounds', async () => {
    const changes = new Subject<void>();
    const { it, end } = kept({ changes });
    await it.clock.advance(0);
    changes.next();
    await it.clock.advance(999);
    expect(it.rounds).toBe(1);
    await it.clock.advance(1);
    expect(it.rounds).toBe(2);
    await end();
  });
});
