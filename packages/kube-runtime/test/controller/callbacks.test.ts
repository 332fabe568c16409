import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Controller } from 'kube-runtime';
import { run, until, world } from '../world.js';
import { recorder, spec } from './recorder.js';

describe('a function that throws', () => {
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
  });
  afterEach(() => void jest.restoreAllMocks());

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no log');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no log'))],
  ])('is a warning of the process where it is onFailure and %s, and the controller goes on', async (_, onFailure) => {
    const { configMaps } = await world();
    await configMaps.create({ metadata: { name: 'a' } });
    const { seen, reconcile } = recorder(async ({ attempt }) => {
      if (attempt < 3) throw new Error('broken');
    });
    const { outcomes } = run(Controller.for(configMaps), reconcile, { onFailure });
    await until(() => outcomes.some((outcome) => outcome.type === 'reconciled' && outcome.attempt === 3));
    expect(seen).toHaveLength(3);
    expect(warnings).toEqual(Array(2).fill('the function given to onFailure threw: no log'));
  });

  test.each<[string, unknown, RegExp]>([
    ['a promise', Promise.reject(new Error('later')), /it returned a promise, and has to answer at once$/],
    ['nothing', undefined, /it returned undefined, and has to return a list of \{ name, namespace \}$/],
    ['names', ['a'], /it named 'a', and has to name \{ name, namespace \}$/],
  ])('is told of where a mapper returns %s', async (_, answer, message) => {
    const { configMaps, deployments } = await world();
    const { seen, reconcile } = recorder();
    const builder = Controller.for(configMaps).watches(deployments, () => answer as { name: string }[]);
    const { failures } = run(builder, reconcile);
    await deployments.create({ metadata: { name: 'x' }, spec: spec() });
    await until(() => failures.length === 1);
    expect(failures[0]?.message).toMatch(message);
    await configMaps.create({ metadata: { name: 'a' } });
    await until(() => seen.length === 1);
  });

  test('is told of where an `on` returns a promise, and the object counts as changed', async () => {
    const { configMaps } = await world();
    const { seen, reconcile } = recorder();
    await configMaps.create({ metadata: { name: 'a' } });
    const { failures } = run(Controller.for(configMaps, { on: async () => Promise.reject(new Error('later')) }), reconcile);
    await until(() => seen.length === 1);
    await configMaps.patch('a', { merge: { data: { x: 'y' } } });
    await until(() => seen.length === 2);
    expect(failures.map(({ code, message }) => [code, message])).toEqual([
      ['callback', 'the function given to on threw for ConfigMap default/a: it returned a promise, and has to answer at once'],
    ]);
  });
});
