import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createServer, Server } from 'node:http';
import { consoleLogger, Controller, Manager, type HealthOptions, type Runnable } from 'kube-runtime';
import { until, world, type World } from './world.js';

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of close) await each();
  close = [];
});

/** A manager with a health endpoint, and what it logged. */
async function scene(options: HealthOptions = {}, runnables: (it: World) => readonly Runnable[] = () => [idle]) {
  const it = await world();
  const lines: string[] = [];
  const log = consoleLogger({ format: 'json', write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  const manager = new Manager(it.client, { signals: false, log, health: { port: 0, ...options } }).add(...runnables(it));
  const ended = manager.run();
  close.push(async () => {
    await manager.close();
    await ended;
  });
  await until(() => manager.healthUrl !== undefined);
  const ask = async (path: string) => {
    const answer = await fetch(`${manager.healthUrl ?? ''}${path}`);
    return [answer.status, await answer.text()];
  };
  return { ...it, manager, ended, lines, ask };
}

const idle: Runnable = { run: ({ signal } = {}) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())) };
const broken = { name: 'disk', live: () => Promise.reject(new Error('full')) };

describe('a health endpoint', () => {
  test('goes on where a connection cannot be taken: the process has too many files open', async () => {
    const listening = jest.spyOn(Server.prototype, 'listen');
    const { ask } = await scene();
    const [server] = listening.mock.contexts as Server[]; // what listen() was called of
    listening.mockRestore();
    server?.emit('error', new Error('accept EMFILE'));
    expect(await ask('/healthz')).toEqual([200, 'ok']);
  });

  test.each(['/healthz', '/livez', '/readyz', '/livez/ping', '/healthz/', '/readyz?exclude=nope', '/livez/event-loop'])(
    'answers %s with ok',
    async (path) => {
      const { ask } = await scene();
      expect(await ask(path)).toEqual([200, 'ok']);
    },
  );

  test('lists its checks when asked to, in the words of kube-apiserver', async () => {
    const { ask } = await scene({ checks: [{ name: 'dns', ready: () => undefined }] });
    expect(await ask('/readyz?verbose')).toEqual([200, '[+]ping ok\n[+]manager ok\n[+]dns ok\nreadyz check passed\n']);
    expect(await ask('/livez?verbose&exclude=event-loop&exclude=nope')).toEqual([
      200,
      '[+]ping ok\n[+]event-loop excluded: ok\nwarn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n',
    ]);
  });

  test('fails with its checks when one fails, and logs the reason once, for it is not for everybody', async () => {
    const { ask, lines } = await scene({ checks: [broken] });
    const text = '[+]ping ok\n[+]event-loop ok\n[-]disk failed: reason withheld\nlivez check failed\n';
    expect(await ask('/livez')).toEqual([500, text]);
    expect(await ask('/livez')).toEqual([500, text]);
    expect(await ask('/livez?exclude=disk')).toEqual([200, 'ok']);
    expect(await ask('/livez/disk')).toEqual([500, 'internal server error: reason withheld\n']);
    expect((await ask('/readyz'))[0]).toBe(200);
    expect(lines).toEqual(['the health check livez/disk fails: full']);
  });

  test('says when a check is passed again', async () => {
    let full = true;
    const { ask, lines } = await scene({ checks: [{ name: 'disk', live: () => (full ? broken.live() : undefined) }] });
    await ask('/livez');
    full = false;
    await ask('/livez');
    expect(lines[1]).toBe('the health check livez/disk is passed again');
  });

  test.each(['/nope', '/livez/nope', '/livez/ping/more', '/'])('has no page %s', async (path) => {
    const { ask } = await scene();
    expect(await ask(path)).toEqual([404, '404 page not found\n']);
  });

  test('takes no other method than GET and HEAD', async () => {
    const { manager } = await scene();
    const url = `${manager.healthUrl ?? ''}/livez`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('is gone when the manager has ended', async () => {
    const { manager, ended } = await scene();
    const url = manager.healthUrl ?? '';
    await manager.close();
    await ended;
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    expect(manager.healthUrl).toBeUndefined();
  });
});

describe('a controller', () => {
  test('is ready when it has listed what it watches', async () => {
    let release = (): void => undefined;
    const { ask, lines } = await scene({}, (it) => {
      it.hold = { path: /configmaps/, until: new Promise((resolve) => (release = resolve)) };
      return [Controller.for(it.configMaps).reconcile(async () => {})];
    });
    expect(await ask('/readyz')).toEqual([500, expect.stringContaining('[-]controller-configmap failed')]);
    expect((await ask('/livez'))[0]).toBe(200);
    expect(lines).toEqual(['the health check readyz/controller-configmap fails: not listed yet: configmaps']);
    release();
    await until(async () => (await ask('/readyz'))[0] === 200);
  });

  test('that waits for leadership is ready: a rollout must not wait for the leader that it is to replace', async () => {
    const election: Runnable = {
      ...idle,
      phase: 'election',
      started: (signal) => new Promise((_, no) => signal.addEventListener('abort', () => no(new Error('over')))),
    };
    const { ask } = await scene({}, (it) => [election, Controller.for(it.configMaps).reconcile(async () => {})]);
    await until(async () => (await ask('/readyz'))[0] === 200);
  });

  test('is no longer live while a reconcile goes on that heeds neither its time nor its signal', async () => {
    let release = (): void => undefined;
    const { ask, configMaps } = await scene({}, (it) => [
      Controller.for(it.configMaps).reconcile(() => new Promise((resolve) => (release = resolve)), {
        reconcileTimeoutMs: 5,
        onFailure: () => undefined,
      }),
    ]);
    await configMaps.create({ metadata: { name: 'a' } });
    await until(async () => (await ask('/livez'))[0] === 500);
    expect(await ask('/livez/controller-configmap')).toEqual([500, 'internal server error: reason withheld\n']);
    expect((await ask('/readyz'))[0]).toBe(200);
    release();
  });
});

test('a process that computes for long is not live until it is asked again', async () => {
  const { ask } = await scene({ longestBlockMs: 300 });
  await new Promise((resolve) => setTimeout(resolve, 250)); // Node's measure has begun
  const end = performance.now() + 600;
  while (performance.now() < end);
  await until(async () => (await ask('/livez'))[0] === 500);
  await until(async () => (await ask('/livez'))[0] === 200);
});

test('a manager that stops is not ready, and still live', async () => {
  let end = (): void => undefined;
  const slow: Runnable = { run: () => new Promise((resolve) => (end = resolve)) };
  const { ask, manager } = await scene({}, () => [slow]);
  const closed = manager.close();
  expect(await ask('/readyz')).toEqual([500, '[+]ping ok\n[-]manager failed: reason withheld\nreadyz check failed\n']);
  expect((await ask('/livez'))[0]).toBe(200);
  end();
  await closed;
});

test('a port that another has stops the manager with what to do', async () => {
  const other = createServer().listen(0);
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { client } = await world();
  const ended = new Manager(client, { signals: false, health: port }).add(idle).run();
  await expect(ended).rejects.toMatchObject({
    code: 'listen',
    message: `the server of health cannot listen on port ${port}. Another program has it: choose another, or 0 for any that is free`,
  });
  await new Promise((resolve) => other.close(resolve));
});

test.each<[unknown, string]>([
  [-1, 'port is -1; give a port from 0 to 65535'],
  [{ ports: 1 }, 'health has no option "ports"; did you mean port?'],
  [{ checks: [{ name: 'a b' }] }, 'name is a string; give letters, digits, -, _ and .'],
])('health %p is refused', async (health, message) => {
  const { client } = await world();
  expect(() => new Manager(client, { health: health as number })).toThrow(message);
});

test('two controllers of one name are refused, with what to do', async () => {
  const { client, configMaps } = await world();
  const [one, two] = [Controller.for(configMaps).reconcile(async () => {}), Controller.for(configMaps).reconcile(async () => {})];
  expect(() => new Manager(client).add(one, two)).toThrow(
    "there are two controllers called configmap: give one another name, reconcile(…, { name: 'configmap-2' })",
  );
});
