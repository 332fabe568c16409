import { afterEach, describe, expect, test } from '@jest/globals';
import { Api, codeOf, dynamicResource, messageOf } from 'kube-core';
import { ConfigMap, Secret, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import { respondJson } from 'kube-core/testing';
import { consoleLogger, Manager, type ManagerOptions } from 'kube-runtime';
import { WebhookServer, type WebhookServerOptions } from 'kube-runtime/webhook';
import { world, until, type World } from '../world.js';
import { admissionOf, caller, type Caller } from './caller.js';

const local = { name: 'colours', port: 0, host: '127.0.0.1', url: (port: number) => `https://127.0.0.1:${port}` } as const;
const secretName = 'colours-webhook-certificates';
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} };

let stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  stops = [];
});

interface Served {
  readonly manager: Manager;
  readonly caller: Caller;
  readonly logged: string[];
}

/** Made by the first test: keys take a second. */
let keyring: Record<string, string> | undefined;

/** A client that trusts what the server made. */
async function trusting(it: World, server: WebhookServer): Promise<Caller> {
  const { data = {} } = await Api.namespaced(it.client, Secret, 'default').get(secretName);
  keyring = data;
  const client = caller(server.url ?? '', Buffer.from(data['ca.crt'] ?? '', 'base64').toString());
  stops.push(() => client[Symbol.dispose]());
  return client;
}

async function seed({ client }: World): Promise<void> {
  if (keyring !== undefined)
    await Api.namespaced(client, Secret, 'default').create({ metadata: { name: secretName }, type: 'kubernetes.io/tls', data: keyring });
}

/** Runs a server in a manager, and calls it with the authorities that it made. */
async function served(it: World, server: WebhookServer, options: ManagerOptions = {}): Promise<Served> {
  const logged: string[] = [];
  const log = consoleLogger({ level: 'debug', format: 'text', write: (line) => void logged.push(line) });
  await seed(it);
  const manager = new Manager(it.client, { signals: false, log, ...options }).add(server);
  const run = manager.run();
  stops.push(
    () => run,
    () => manager.close(),
  );
  await server.started(AbortSignal.timeout(10_000));
  return { manager, caller: await trusting(it, server), logged };
}

interface Alone {
  readonly callers: readonly [Caller, Caller];
  readonly stop: AbortController;
  readonly force: AbortController;
  readonly run: Promise<void>;
}

/** Runs a server by itself, with two clients. */
async function alone(it: World, server: WebhookServer): Promise<Alone> {
  const [stop, force] = [new AbortController(), new AbortController()];
  await seed(it);
  const run = server.run({ signal: stop.signal, force: force.signal });
  stops.push(() => force.abort());
  await server.started(AbortSignal.timeout(10_000));
  return { callers: [await trusting(it, server), await trusting(it, server)], stop, force, run };
}

interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
}

function deferred(): Deferred {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, resolve: () => settle() };
}

const painting = (it: World, options: Partial<WebhookServerOptions> = {}): WebhookServer =>
  new WebhookServer(it.client, { ...local, ...options }).mutate(ConfigMap, ({ object }) => {
    object.data = { ...object.data, colour: 'blue' };
  });

describe('a webhook server', () => {
  test('answers reviews, and says what is wrong with everything else', async () => {
    const it = await world();
    const { caller } = await served(it, painting(it));
    const path = '/mutate--v1-configmap';
    const { status, text } = await caller.call(`${path}?timeout=10s`, { body: admissionOf(object) });
    const { response } = JSON.parse(text) as { response: { uid: string; patch: string } }; // looked at in the next line
    expect([status, response.uid, Buffer.from(response.patch, 'base64').toString()]).toEqual([
      200,
      'u-1',
      '[{"op":"add","path":"/data/colour","value":"blue"}]',
    ]);
    expect(await caller.call('/other')).toMatchObject({ status: 404 });
    expect(await caller.call(path, { method: 'GET' })).toMatchObject({ status: 405 });
    expect(await caller.call(path, { headers: { 'content-type': 'text/html' } })).toMatchObject({ status: 415 });
    expect(await caller.call(path, { body: '{' })).toMatchObject({ status: 400, text: expect.stringContaining('the body is no JSON') });
    expect(await caller.call(path, { body: '{}' })).toMatchObject({
      status: 400,
      text: expect.stringMatching(/^this is no AdmissionReview of admission\.k8s\.io\/v1: its kind is no text/),
    });
    const large = { headers: { 'content-type': 'application/json', 'content-length': 8_000_000 } };
    expect(await caller.call(path, large).catch(messageOf)).toMatchObject({ status: 413 });
    expect(await caller.call(path, { body: admissionOf(object) })).toMatchObject({ status: 200 });
  });

  test('is ready when the API servers were told of it, and counts what it answers', async () => {
    const it = await world();
    const server = painting(it).validate(ConfigMap, () => Promise.reject(new Error('no paint')), { failurePolicy: 'Ignore' });
    expect(() => server.health.ready?.(AbortSignal.timeout(1000))).toThrow('the API servers were not told of the webhooks yet');
    const { caller, manager, logged } = await served(it, server, { metrics: { port: 0, host: '127.0.0.1' } });
    expect(server.health.ready?.(AbortSignal.timeout(1000))).toBeUndefined();
    const configuration = await Api.all(it.client, ValidatingWebhookConfiguration).get('colours');
    expect(configuration.webhooks?.[0]).toMatchObject({
      name: 'validate.configmaps.core',
      failurePolicy: 'Ignore',
      sideEffects: 'None',
      timeoutSeconds: 10,
      matchPolicy: 'Equivalent',
      clientConfig: { url: `${server.url ?? ''}/validate--v1-configmap` },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'], scope: 'Namespaced' }],
    });
    await caller.call('/mutate--v1-configmap', { body: admissionOf(object) });
    expect(await caller.call('/validate--v1-configmap', { body: admissionOf(object) })).toMatchObject({
      status: 500,
      text: 'the webhook failed; its log says why, at uid u-1\n',
    });
    const metrics = await (await fetch(manager.metricsUrl ?? '')).text();
    for (const line of [
      'controller_runtime_webhook_requests_total{webhook="/mutate--v1-configmap",code="200"} 1',
      'controller_runtime_webhook_requests_total{webhook="/mutate--v1-configmap",code="500"} 0',
      'controller_runtime_webhook_requests_total{webhook="/validate--v1-configmap",code="500"} 1',
      'controller_runtime_webhook_requests_in_flight{webhook="/mutate--v1-configmap"} 0',
      'controller_runtime_webhook_latency_seconds_count{webhook="/mutate--v1-configmap"} 1',
      'controller_runtime_webhook_panics_total 0',
    ])
      expect(metrics).toContain(line);
    expect(logged.filter((line) => line.includes('ERROR'))).toEqual([
      expect.stringMatching(
        /the webhook validate\.configmaps\.core failed: no paint webhooks=colours webhook=\/validate--v1-configmap .*uid=u-1/,
      ),
    ]);
  });

  test('answers what it has when it is to stop, also what comes while it lingers, and closes connections with that', async () => {
    const it = await world();
    const [held, began] = [deferred(), deferred()];
    const server = painting(it, { lingerMs: 60_000 }).validate(ConfigMap, async () => {
      began.resolve();
      await held.promise;
    });
    const { callers, stop, force, run } = await alone(it, server);
    const [first, second] = callers;
    expect((await second.call('/mutate--v1-configmap', { body: admissionOf(object) })).connection).toBe('keep-alive');
    const answer = first.call('/validate--v1-configmap', { body: admissionOf(object) });
    await began.promise;
    stop.abort();
    await until(async () => (await second.call('/mutate--v1-configmap', { body: admissionOf(object) })).connection === 'close');
    held.resolve();
    expect(await answer).toMatchObject({ status: 200, connection: 'close' });
    expect(server.url).toBeDefined(); // it lingers
    force.abort();
    await run;
    expect(server.url).toBeUndefined();
  });

  test('waits for an answer that is under way when it does not linger', async () => {
    const it = await world();
    const [held, began] = [deferred(), deferred()];
    const server = painting(it).validate(ConfigMap, async () => {
      began.resolve();
      await held.promise;
    });
    const { callers, stop, run } = await alone(it, server);
    const answer = callers[0].call('/validate--v1-configmap', { body: admissionOf(object) });
    await began.promise;
    stop.abort();
    await until(() =>
      callers[1].call('/mutate--v1-configmap').then(
        () => false,
        (error: unknown) => codeOf(error) === 'ECONNREFUSED',
      ),
    );
    held.resolve();
    expect(await answer).toMatchObject({ status: 200, connection: 'close' });
    await run;
  });

  test('ends at once when it is forced to', async () => {
    const it = await world();
    const began = deferred();
    let reason: unknown;
    const server = painting(it, { lingerMs: 60_000 }).validate(ConfigMap, async ({ signal }) => {
      signal.addEventListener('abort', () => (reason = 'aborted'));
      began.resolve();
      return new Promise<undefined>(() => undefined);
    });
    const { callers, stop, force, run } = await alone(it, server);
    const answer = callers[0].call('/validate--v1-configmap', { body: admissionOf(object) }).catch(messageOf);
    await began.promise;
    stop.abort();
    force.abort();
    await run;
    expect(await answer).toBe('socket hang up');
    expect(reason).toBe('aborted');
    expect(server.url).toBeUndefined();
  });

  test('waits for what is not there yet, and says so', async () => {
    const it = await world();
    const [v1, v2] = ['v1', 'v2'].map((version) =>
      dynamicResource({ group: 'example.com', version, kind: 'Blog', plural: 'blogs', scope: 'Namespaced' }),
    );
    if (v1 === undefined || v2 === undefined) throw new Error('two were made');
    const logged: string[] = [];
    const log = consoleLogger({ format: 'text', write: (line) => void logged.push(line) });
    const server = new WebhookServer(it.client, { ...local, log }).convert(v2, v1, { toHub: (blog) => blog, fromHub: (blog) => blog });
    const run = server.run();
    await until(() => logged.some((line) => line.includes('there is no CustomResourceDefinition blogs.example.com')));
    expect(() => server.health.ready?.(AbortSignal.timeout(1000))).toThrow('not told');
    await server.close();
    await run;
  });

  test('tells all that can be told, and goes on with the certificates, where one place cannot be written', async () => {
    const it = await world();
    const versions = ['v1', 'v2'].map((version) =>
      dynamicResource({ group: 'example.com', version, kind: 'Blog', plural: 'blogs', scope: 'Namespaced' }),
    );
    const [v1, v2] = versions;
    if (v1 === undefined || v2 === undefined) throw new Error('two were made');
    const logged: string[] = [];
    const log = consoleLogger({ format: 'text', write: (line) => void logged.push(line) });
    const configurations = Api.all(it.client, ValidatingWebhookConfiguration);
    const refusal = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 403, message: 'no' };
    it.answer = ({ path }) => (path.includes('/mutatingwebhookconfigurations') ? respondJson(403, refusal) : undefined);
    const server = painting(it, { log })
      .validate(ConfigMap, () => undefined)
      .convert(v2, v1, { toHub: (blog) => blog, fromHub: (blog) => blog });
    const run = server.run();
    stops.push(
      () => run,
      () => server.close(),
    );
    await until(() => logged.some((line) => line.includes('there is no CustomResourceDefinition blogs.example.com')));
    expect(logged.some((line) => line.includes('MutatingWebhookConfiguration colours cannot be told of the webhooks'))).toBe(true);
    expect((await configurations.get('colours')).webhooks?.[0]?.clientConfig.caBundle).toBeDefined();
  });

  test('never overwrites a Secret of somebody else', async () => {
    const it = await world();
    const secrets = Api.namespaced(it.client, Secret, 'default');
    await secrets.create({ metadata: { name: 'colours-webhook-certificates' }, data: { password: 'c2VjcmV0' } });
    const logged: string[] = [];
    const log = consoleLogger({ format: 'text', write: (line) => void logged.push(line) });
    const server = painting(it, { log });
    const run = server.run();
    await until(() => logged.some((line) => line.includes('default/colours-webhook-certificates has no ca.crt')));
    await server.close();
    await run;
    expect((await secrets.get('colours-webhook-certificates')).data).toEqual({ password: 'c2VjcmV0' });
  });

  test('refuses what cannot be meant where it is written', async () => {
    const { client } = await world();
    const make = (options: Partial<WebhookServerOptions>) => () => new WebhookServer(client, { name: 'colours', ...options });
    expect(make({})).toThrow('WebhookServer takes one of service and url');
    expect(make({ service: { name: 'a' }, url: 'https://b' })).toThrow('one of service and url');
    expect(make({ service: { name: 'A b' } })).toThrow('give a name of at most 63 lower case letters, digits and -');
    expect(make({ url: 'https://a', certificates: { certificateMs: 3000, settleMs: 1000 } })).toThrow(
      'certificateMs (3.0 s) has to be longer than 3 × settleMs (1.0 s)',
    );
    expect(make({ url: 'https://a', certificates: { authorityMs: 3_600_000 } })).toThrow('authorityMs (3600 s) has to be longer than');
    expect(make({ url: 'https://a', certificates: { folder: 7 as never } })).toThrow('folder is 7');
    expect(make({ url: 'http://a' })).toThrow('give a URL that begins with https://');
    expect(make({ url: (port) => `127.0.0.1:${port}`, port: 9443 })).toThrow('url of WebhookServer is "127.0.0.1:9443"; give a URL');
    expect(make({ service: { name: 'a', namespace: 'B' } })).toThrow('namespace is a string; give a name of at most 63');
    expect(make({ service: { name: 'a', port: 0 } })).toThrow('give a port from 1 to 65535');
    expect(make({ url: 'https://a', maxHeldBytes: 0 })).toThrow('maxHeldBytes');
    const server = new WebhookServer(client, { ...local }).validate(ConfigMap, () => undefined);
    expect(() => server.validate(ConfigMap, () => undefined)).toThrow(
      'has a webhook validate.configmaps.core at /validate--v1-configmap already',
    );
    expect(() => server.mutate(ConfigMap, () => undefined, { timeoutSeconds: 31 })).toThrow('give whole seconds from 1 to 30');
    expect(() => server.mutate(ConfigMap, () => undefined, { operations: [] })).toThrow('give a list of CREATE, UPDATE, DELETE, CONNECT');
    expect(() => server.mutate(ConfigMap, () => undefined, { path: '/convert' })).toThrow('/convert is where versions are converted');
    expect(() => server.mutate('ConfigMap' as never, () => undefined)).toThrow('a kind is a definition');
    await expect(new WebhookServer(client, local).run()).rejects.toMatchObject({ code: 'webhook' });
  });

  test('prints what would be installed', async () => {
    const { client } = await world();
    const server = new WebhookServer(client, { name: 'colours', service: { name: 'hooks', namespace: 'paint' }, annotations: { a: 'b' } })
      .mutate(ConfigMap, () => undefined, { subresource: 'status', reinvocationPolicy: 'IfNeeded' })
      .validate(ConfigMap, () => undefined, { operations: ['DELETE'], timeoutSeconds: 3 });
    const [mutating, validating] = server.configurations();
    expect(mutating).toMatchObject({
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'colours', annotations: { a: 'b' } },
      webhooks: [
        {
          name: 'mutate-status.configmaps.core',
          reinvocationPolicy: 'IfNeeded',
          rules: [{ resources: ['configmaps/status'] }],
          clientConfig: { service: { name: 'hooks', namespace: 'paint', port: 443, path: '/mutate-status--v1-configmap' } },
        },
      ],
    });
    expect(validating).toMatchObject({ webhooks: [{ rules: [{ operations: ['DELETE'] }], timeoutSeconds: 3, failurePolicy: 'Fail' }] });
    expect(JSON.stringify([mutating, validating])).not.toContain('caBundle');
  });
});
