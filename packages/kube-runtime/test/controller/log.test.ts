import { expect, test } from '@jest/globals';
import { respondJson } from 'kube-core/testing';
import { consoleLogger, Controller, Manager, type Logger } from 'kube-runtime';
import { until, world } from '../world.js';

/** A logger, and the lines that it wrote. */
function logger(): { readonly log: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = consoleLogger({ format: 'json', write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { log, lines };
}

test('a reconcile logs with its controller, object and an id of its own, and its failure is logged once with the same', async () => {
  const { client, configMaps } = await world();
  const { log, lines } = logger();
  await configMaps.create({ metadata: { name: 'a' } });
  const controller = Controller.for(configMaps).reconcile(
    async ({ object, log: mine, attempt }) => {
      if (object.metadata.name !== 'a') return;
      mine.info({ attempt }, 'looking');
      if (attempt === 1) throw new Error('broken');
    },
    { name: 'mirror' },
  );
  const manager = new Manager(client, { signals: false, log }).add(controller);
  const ended = manager.run();
  await until(() => lines.length === 3);
  await manager.close();
  await ended;
  const about = { controller: 'mirror', namespace: 'default', name: 'a' };
  expect(lines).toMatchObject([
    { level: 'info', msg: 'looking', attempt: 1, ...about },
    {
      level: 'error',
      msg: expect.stringMatching(/^reconciling ConfigMap default\/a failed \(try 1/),
      err: { code: 'reconcile' },
      ...about,
    },
    { level: 'info', msg: 'looking', attempt: 2, ...about },
  ]);
  const [first, failure, second] = lines.map(({ reconcileID }) => reconcileID);
  expect([typeof first, failure === first, second === first]).toEqual(['string', true, false]);
});

test('a controller that is told where failures go does not log them as well', async () => {
  const { client, configMaps } = await world();
  const { log, lines } = logger();
  const failures: string[] = [];
  await configMaps.create({ metadata: { name: 'a' } });
  const controller = Controller.for(configMaps).reconcile(() => Promise.reject(new Error('broken')), {
    onFailure: ({ message }) => failures.push(message),
  });
  const manager = new Manager(client, { signals: false, log }).add(controller);
  const ended = manager.run();
  await until(() => failures.length > 0);
  await manager.close();
  await ended;
  expect(lines).toEqual([]);
});

test('a watch that breaks is a warning, logged by the name of the kind', async () => {
  const it = await world();
  const { log, lines } = logger();
  let refused = 0;
  it.answer = () => (refused++ === 0 ? respondJson(500, { kind: 'Status', code: 500, message: 'down' }) : undefined);
  const controller = Controller.for(it.configMaps).reconcile(async () => {}, { log });
  const ended = controller.run();
  await until(() => lines.length > 0);
  await controller.close();
  await ended;
  expect(lines[0]).toMatchObject({ level: 'warn', controller: 'configmap', err: { code: 'watcher' } });
});
