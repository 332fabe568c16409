import { describe, expect, test } from '@jest/globals';
import { Api } from '../../api/api.js';
import { Client } from '../../client/client.js';
import { Pod } from '../../k8s/core-v1.js';
import { respondJson } from '../../request/http.js';
import type { KubeObject, Stored } from '../../resource/definition.js';
import { ManualClock } from '../../testing/index.js';
import { testOf, type WaitFor } from './condition.js';
import { wait, type WaitOptions, type WaitSubject } from './wait.js';

const podOf = (name: string, status: object = {}, metadata: object = {}): Stored<KubeObject> =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'web', uid: `uid-${name}`, generation: 2, ...metadata },
    status,
  }) as never;
const ready = (status: string, more: object = {}): object => ({ conditions: [{ type: 'Ready', status, ...more }] });
const running = podOf('a', { phase: 'Running', podIP: '10.0.0.1', restarts: 3, ips: [{ ip: 'x' }, { ip: 'y' }] });

describe('a test', () => {
  test.each<[WaitFor<KubeObject>, Stored<KubeObject> | undefined, boolean | string]>([
    ['create', running, true],
    ['create', undefined, false],
    ['delete', undefined, true],
    ['delete', running, 'it is still there'],
    ['delete', podOf('a', {}, { deletionTimestamp: 'x' }), 'it is going'],
    ['condition=Ready', podOf('a', ready('True')), true],
    ['condition=ready=true', podOf('a', ready('True')), true],
    ['condition=Ready=False', podOf('a', ready('False')), true],
    ['condition=Ready', podOf('a'), 'it has no condition Ready'],
    ['condition=Ready', podOf('a', ready('True', { observedGeneration: 1 })), 'it has the condition Ready of an earlier generation'],
    ['condition=Ready', podOf('a', ready('True', { observedGeneration: 2 })), true],
    ['condition=Ready', podOf('a', ready('False', { reason: 'Slow', message: 'wait' })), 'it has the condition Ready=False (Slow: wait)'],
    ['jsonpath={.status.phase}=Running', running, true],
    ['jsonpath=.status.phase=Running', running, true],
    ['jsonpath=status.phase=Pending', running, 'it has .status.phase=Running'],
    ['jsonpath={.status.restarts}=3', running, true],
    ['jsonpath={.status.podIP}', running, true],
    ['jsonpath={.status.nowhere}', running, 'it has no .status.nowhere'],
    ['jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', podOf('a', ready('True')), true],
  ])('%s', (wanted, object, verdict) => {
    expect(testOf(wanted)(object)).toBe(verdict);
  });

  test.each<[string, RegExp]>([
    ['Ready', /for of wait\(\) is "Ready"; give 'create'/],
    ['condition=', /is "condition="/],
    ['delete=now', /is "delete=now"/],
    ['jsonpath={}', /is "jsonpath=\{\}"/],
    ['jsonpath={.status.phase=Running', /is "jsonpath=\{\.status/],
    ['jsonpath=.status.phase}=Running', /is "jsonpath=/],
    ['jsonpath={range .items}', /is "jsonpath=/],
  ])('%j is none', (wanted, words) => {
    expect(() => testOf(wanted as WaitFor<KubeObject>)).toThrow(words);
  });

  test('is refused for a path of several values, as by kubectl', () => {
    expect(() => testOf('jsonpath={.status.ips[*].ip}=x')(running)).toThrow(/is 2 values of one object/);
  });
});

/** Answers each list or get by the state of its round; the last one goes on. */
function waiting(rounds: readonly (readonly Stored<KubeObject>[])[], subject: WaitSubject, options: WaitOptions<Pod>) {
  let looks = 0;
  const client = Client.of((request) => {
    const name = /pods\/([^/?]+)/.exec(request.path)?.[1];
    const round = rounds[Math.min(looks, rounds.length - 1)] ?? [];
    looks++;
    const found = round.find(({ metadata }) => metadata.name === name);
    if (name === undefined) return Promise.resolve(respondJson(200, { metadata: {}, items: round }));
    const missing = { kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', message: 'no' };
    return Promise.resolve(found === undefined ? respondJson(404, missing) : respondJson(200, found));
  });
  const clock = new ManualClock();
  const outcome = wait(Api.namespaced(client, Pod, 'web'), subject, { clock, ...options }).then(
    (objects) => objects.map(({ metadata }) => metadata.name),
    String,
  );
  const after = async (ms: number): Promise<unknown> => {
    await clock.advance(ms);
    return outcome;
  };
  return { after };
}

describe('a wait', () => {
  test('is over when it is so of each of the objects', async () => {
    const rounds = [[podOf('a'), podOf('b')], [], [podOf('a', ready('True')), podOf('b', ready('True'))]];
    expect(await waiting(rounds, { labelSelector: 'app=x' }, { for: 'condition=Ready' }).after(1000)).toEqual(['a', 'b']);
  });

  test('waits for an object that is not there yet, and for one at least by selectors', async () => {
    expect(await waiting([[], [], [podOf('a')]], 'a', { for: 'create' }).after(1000)).toEqual(['a']);
    expect(await waiting([[]], {}, { for: 'create', timeoutMs: 1000 }).after(1000)).toMatch(/waited 1 s for an object that the selectors/);
  });

  test('for a deletion is for the objects that there were at first', async () => {
    const replaced = [[podOf('a'), podOf('b')], [podOf('b')], [podOf('c')]];
    expect(await waiting(replaced, {}, { for: 'delete' }).after(1000)).toEqual([]);
    const another = [[podOf('a')], [podOf('a', {}, { uid: 'another' })]];
    expect(await waiting(another, 'a', { for: 'delete' }).after(1000)).toEqual([]);
    expect(await waiting([[]], {}, { for: 'delete' }).after(0)).toEqual([]);
  });

  test('takes any function, and tells what is not so yet', async () => {
    const told: string[] = [];
    const options = {
      for: (pod: Stored<Pod> | undefined) => pod?.status?.phase === 'Running' || `the pod is ${pod?.status?.phase ?? 'not there'}`,
      onProgress: (message: string) => told.push(message),
    };
    const rounds = [[podOf('a', { phase: 'Pending' })], [podOf('a', { phase: 'Pending' })], [podOf('a', { phase: 'Running' })]];
    expect(await waiting(rounds, { name: 'a', namespace: 'web' }, options).after(1000)).toEqual(['a']);
    expect(told).toEqual(['Pod web/a: the pod is Pending']);
  });

  test('that takes too long says of which object what is not so', async () => {
    const outcome = await waiting([[podOf('a'), podOf('b')]], {}, { for: 'condition=Ready', timeoutMs: 2000 }).after(2000);
    expect(outcome).toBe('KubeError: waited 2 s for Pod web/a: it has no condition Ready; and 1 more');
  });

  test('is over when its time is, also while the server does not answer', async () => {
    let left = 0;
    const silent = Client.of(
      ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => (left++, reject(signal.reason as Error)))),
    );
    const clock = new ManualClock();
    const outcome = wait(Api.namespaced(silent, Pod, 'web'), 'a', { for: 'create', timeoutMs: 2000, clock }).catch(String);
    await clock.advance(10_000);
    expect([await outcome, left, clock.pending]).toEqual(['KubeError: waited 2 s for an answer of the server', 1, 0]);
  });

  test.each<[WaitSubject, object, RegExp]>([
    [
      { labelSelectr: 'a' } as never,
      { for: 'create' },
      /the selectors of wait\(\) has no option "labelSelectr"; did you mean labelSelector/,
    ],
    ['a', { for: 'create', timeout: 1 }, /wait\(\) has no option "timeout"; did you mean timeoutMs/],
    ['a', {}, /for of wait\(\) is missing/],
    ['a', { for: () => Promise.resolve(true) }, /the function given as for gives an object; it gives true, false or what is missing/],
    ['a', { for: 'constructor=Ready' }, /for of wait\(\) is "constructor=Ready"; give 'create'/],
  ])('is refused for %j %j', async (subject, options, words) => {
    expect(await waiting([[]], subject, options as WaitOptions<Pod>).after(0)).toMatch(words);
  });
});
