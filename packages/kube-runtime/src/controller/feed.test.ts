import { describe, expect, test } from '@jest/globals';
import { Api, dynamicResource, nameOf, type KubeObject } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { ManualClock, respondJson, type KubeRequest, type KubeResponse } from 'kube-core/testing';
import { run, until, world, type World } from '../../test/world.js';
import { Controller, type ControllerBuilder } from './controller.js';

const Site = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Site', plural: 'sites', scope: 'Namespaced' });
const never = new Promise<void>(() => undefined);

/** Refuses deployments as a server does whose roles do not allow to watch them. */
function forbidDeployments(request: KubeRequest): KubeResponse | undefined {
  if (!request.path.includes('/deployments')) return undefined;
  const message = 'deployments.apps is forbidden: User "jane" cannot watch resource "deployments" in API group "apps"';
  return respondJson(403, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 403, reason: 'Forbidden', message });
}

/** A controller of two kinds on a clock that stands still. `passUntil` lets time pass, three seconds at a time. */
async function scene<K extends KubeObject>(also: (it: World) => ControllerBuilder<K>, answer?: World['answer']) {
  const it = await world();
  it.answer = answer;
  await it.configMaps.create({ metadata: { name: 'a' } });
  const clock = new ManualClock();
  const seen: string[] = [];
  const running = run(also(it), async ({ object }) => void seen.push(nameOf(object)), { clock });
  const rejection = running.ended.then(
    () => undefined,
    (error: unknown) => error,
  );
  await until(() => it.requests.length >= 2);
  const passUntil = (check: () => boolean): Promise<void> =>
    until(async () => {
      await clock.advance(3000);
      return check();
    });
  return Object.assign(it, running, { clock, seen, rejection, passUntil });
}

describe('a source that cannot be read', () => {
  test('because its kind is not installed rejects the run after two minutes, and says what to install', async () => {
    const it = await scene(({ configMaps, client }) => Controller.for(configMaps).owns(Api.all(client, Site)));
    await it.clock.advance(119_999);
    expect(it.failures.filter(({ code }) => code === 'watcher').length).toBeGreaterThan(2);
    await it.clock.advance(1);
    expect(await it.rejection).toMatchObject({
      code: 'sync',
      resources: ['sites.example.com'],
      message: expect.stringMatching(
        new RegExp(
          '^the controller of ConfigMap did not start: after 120 s it had not read all that it watches\\n' +
            'sites.example.com in all namespaces: .*: 404\\)\\n' +
            'The server does not serve sites of example.com/v1. Install the CustomResourceDefinition sites.example.com ',
        ),
      ),
    });
    expect([it.seen, it.clock.pending]).toEqual([[], 0]);
  });

  test('because it may not be listed rejects the run, and says which rule is missing', async () => {
    const it = await scene(({ configMaps, deployments }) => Controller.for(configMaps).owns(deployments), forbidDeployments);
    await it.clock.advance(120_000);
    expect(await it.rejection).toMatchObject({
      message: `the controller of ConfigMap did not start: after 120 s it had not read all that it watches
deployments.apps in namespace default: deployments.apps is forbidden: User "jane" cannot watch resource "deployments" in API group "apps" (GET /apis/apps/v1/namespaces/default/deployments: 403)
Add this rule to a Role in namespace default, for the user that the controller runs as:
  - apiGroups: ['apps']
    resources: ['deployments']
    verbs: ['list', 'watch']`,
    });
  });

  test('because the server does not answer rejects the run as well', async () => {
    const it = await scene((made) => {
      made.hold = { path: /namespaces\?/, until: never };
      return Controller.for(made.configMaps).watches(Api.all(made.client, Namespace), () => []);
    });
    await it.clock.advance(120_000);
    expect(await it.rejection).toMatchObject({ message: expect.stringMatching(/\nnamespaces: /) });
  });

  test('is named at the first refusal, with the words of the API and what to do, and once', async () => {
    const it = await scene(({ configMaps, client }) => Controller.for(configMaps).owns(Api.all(client, Site)));
    await until(() => it.failures.length > 0);
    expect(it.failures[0]?.code).toBe('sync');
    expect(it.failures[0]?.message.split('\n')).toEqual([
      'the controller of ConfigMap waits for what it cannot read yet, and looks again by itself',
      expect.stringMatching(/^sites\.example\.com in all namespaces: .+ \(GET \/apis\/example\.com\/v1\/sites: 404\)$/),
      'The server does not serve sites of example.com/v1. Install the CustomResourceDefinition sites.example.com with that version; ' +
        'of a source that may be missing, say { optional: true }.',
    ]);
    await it.clock.advance(100_000);
    expect(it.failures.filter(({ code }) => code === 'sync')).toHaveLength(1);
  });

  test.each<[string, (made: World) => ControllerBuilder<KubeObject>]>([
    ['is optional already', ({ configMaps, client }) => Controller.for(configMaps).owns(Api.all(client, Site), { optional: true })],
    ['is what is to be reconciled', ({ client }) => Controller.for(Api.all(client, Site))],
  ])('is not advised to be optional where it %s', async (_, builder) => {
    const it = await scene(builder);
    await until(() => it.failures.length > 0);
    const { message = '' } = it.failures.find(({ code }) => code === 'sync') ?? {};
    expect(message).toMatch(/Install the CustomResourceDefinition sites\.example\.com with that version\.$/);
    expect(message).not.toMatch(/optional: true/);
  });

  test('and is what is to be reconciled rejects the run', async () => {
    const it = await scene(({ client, configMaps }) => Controller.for(Api.all(client, Site)).owns(configMaps));
    await it.clock.advance(120_000);
    expect(await it.rejection).toMatchObject({ code: 'sync', message: expect.stringMatching(/^the controller of Site did not start/) });
  });

  test('holds nothing up once it can be read', async () => {
    const it = await scene(({ configMaps, deployments }) => Controller.for(configMaps).owns(deployments), forbidDeployments);
    await it.clock.advance(30_000);
    expect(it.seen).toEqual([]);
    it.answer = undefined;
    await it.passUntil(() => it.seen.includes('a'));
    await it.clock.advance(120_000);
    await it.stop();
    expect(await it.rejection).toBeUndefined();
  });
});

describe('an optional source', () => {
  test('that may not be listed is said once, is done without, and is taken in when it can be listed', async () => {
    const it = await scene(
      ({ configMaps, deployments }) => Controller.for(configMaps).watches(deployments, () => [{ name: 'a' }], { optional: true }),
      forbidDeployments,
    );
    await until(() => it.seen.includes('a'));
    await it.clock.advance(600_000);
    const ofSource = it.failures.filter(({ message }) => message.includes('deployments'));
    expect(ofSource.map(({ code, message }) => [code, message])).toEqual([
      [
        'sync',
        expect.stringMatching(/^the controller of ConfigMap goes on without an optional source until it can be listed\ndeployments.apps /),
      ],
    ]);
    it.seen.length = 0;
    it.answer = undefined;
    await it.deployments.create({
      metadata: { name: 'x' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'd' }] } },
      },
    });
    await it.passUntil(() => it.seen.includes('a'));
  });

  test('that goes away again is said again', async () => {
    const it = await scene(
      ({ configMaps, deployments }) => Controller.for(configMaps).owns(deployments, { optional: true }),
      forbidDeployments,
    );
    const said = (): number => it.failures.filter(({ code }) => code === 'sync').length;
    await until(() => said() === 1);
    const asked = it.requests.length;
    it.answer = undefined;
    await it.passUntil(() => it.requests.slice(asked).some(({ path }) => path.includes('/deployments?')));
    await it.clock.advance(1000);
    it.answer = forbidDeployments;
    await it.passUntil(() => said() === 2);
  });

  test('that does not answer is done without after two minutes', async () => {
    const it = await scene((made) => {
      made.hold = { path: /deployments/, until: never };
      return Controller.for(made.configMaps).owns(made.deployments, { optional: true });
    });
    await it.clock.advance(119_999);
    expect(it.seen).toEqual([]);
    await it.clock.advance(1);
    await until(() => it.seen.includes('a'));
    expect(it.failures.at(-1)).toMatchObject({ code: 'sync', resources: ['deployments.apps'] });
  });
});

test('a watch that breaks down for a defect ends the run with it', async () => {
  const it = await world();
  const clock = new ManualClock();
  let broken = false;
  const after = (ms: number, ring: () => void): (() => void) => {
    if (broken || ms === Infinity) return clock.after(ms, ring);
    broken = true;
    throw new Error('a defect'); // the first finite wait is that of the watch for a silence
  };
  const failed = Controller.for(it.configMaps)
    .reconcile(async () => {}, {
      syncTimeoutMs: Infinity,
      clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal), after },
    })
    .run();
  await expect(failed).rejects.toThrow('a defect');
});
