import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { annotationsOf, Api, Client, Config, isApiError, isForbidden, isInvalid, messageOf } from 'kube-core';
import {
  ConfigMap,
  CustomResourceDefinition,
  MutatingWebhookConfiguration,
  Namespace,
  Secret,
  ValidatingWebhookConfiguration,
} from 'kube-core/k8s';
import { consoleLogger, Manager } from 'kube-runtime';
import { DeniedError, WebhookServer, type WebhookServerOptions } from 'kube-runtime/webhook';
import { installSites, type OldSite, type Site } from './sites.js';

const warnings: string[] = [];
const logged: string[] = [];
let client: Client;
const namespace = `webhooks-${Math.random().toString(36).slice(2, 8)}`;
beforeAll(async () => {
  client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'webhook-test', onWarning: (text) => void warnings.push(text) });
  await Api.all(client, Namespace).create({ metadata: { name: namespace, labels: { webhooks: namespace } } });
});
afterAll(async () => {
  await Api.all(client, Namespace).delete(namespace);
  await client[Symbol.asyncDispose]();
});

let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  stops = [];
});

const local = (options: Partial<WebhookServerOptions> = {}): WebhookServer =>
  new WebhookServer(client, {
    name: `${namespace}-${stops.length}`,
    port: 0,
    host: '127.0.0.1',
    url: (port) => `https://127.0.0.1:${port}`,
    certificates: { secret: 'webhook-certificates', namespace },
    log: consoleLogger({ write: (line) => void logged.push(line) }),
    ...options,
  });

/** Only objects of this suite. */
const here = { namespaceSelector: { matchLabels: { webhooks: namespace } } } as const;

/** Runs it until the test ends, and waits until the API server has taken it in. */
async function running(server: WebhookServer): Promise<WebhookServer> {
  const run = new Manager(client, { signals: false }).add(server);
  const failure = run.run().then(
    () => undefined,
    (error: unknown) => error,
  );
  stops.push(async () => {
    await run.close();
    for (const configuration of server.configurations())
      await Api.all<object & { metadata?: { name?: string } }>(
        client,
        configuration.kind === 'MutatingWebhookConfiguration' ? MutatingWebhookConfiguration : ValidatingWebhookConfiguration,
      ).delete(configuration.metadata?.name ?? '');
    expect(await failure).toBeUndefined();
  });
  await server.started(AbortSignal.timeout(30_000));
  return server;
}

const configMaps = (): Api<ConfigMap> => Api.namespaced(client, ConfigMap, namespace);
let count = 0;
const named = (data: Record<string, string>) => ({ metadata: { name: `settings-${++count}` }, data });

async function found<T>(find: () => Promise<T | undefined>): Promise<T> {
  let last: T | undefined;
  await until(async () => (last = await find()) !== undefined);
  if (last === undefined) throw new Error('it was there');
  return last;
}

/** API servers learn of a webhook from a watch. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is answered to a client that trusts one authority. */
const statusOf = (url: string, ca: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject).end();
  });

describe('admission', () => {
  test('changes, refuses with reason, code and causes, warns, and knows a trial', async () => {
    const seen: string[] = [];
    await running(
      local()
        .mutate(
          ConfigMap,
          ({ object, operation }) => {
            object.metadata = { ...object.metadata, annotations: { 'example.com/by': operation } };
          },
          here,
        )
        .validate(
          ConfigMap,
          ({ operation, object, oldObject, warn, dryRun, userInfo }) => {
            seen.push(`${operation}${dryRun ? ' dry' : ''} ${userInfo.username ?? ''} ${oldObject?.data?.['colour'] ?? '-'}`);
            if (operation === 'DELETE') {
              if (oldObject.data?.['keep'] === 'yes') throw new DeniedError('it is to be kept', { reason: 'Conflict', code: 409 });
              return;
            }
            const colour = object.data?.['colour'];
            if (colour === 'green') return [{ path: 'data.colour', code: 'FieldValueNotSupported', message: 'Unsupported value: "green"' }];
            if (colour === 'black') throw new DeniedError('there is no black');
            if (colour === 'grey') warn('grey is a dull colour');
            return undefined;
          },
          { ...here, operations: ['CREATE', 'UPDATE', 'DELETE'] },
        ),
    );
    const probe = await configMaps().create(named({}));
    await until(async () => annotationsOf(await configMaps().replace(probe, { dryRun: true }))['example.com/by'] === 'UPDATE');
    await until(async () =>
      configMaps()
        .create(named({ colour: 'black' }), { dryRun: true })
        .then(() => false, isForbidden),
    );

    seen.length = 0;
    warnings.length = 0;
    const created = await configMaps().create(named({ colour: 'grey', keep: 'yes' }));
    expect([created.data, created.metadata.annotations]).toEqual([{ colour: 'grey', keep: 'yes' }, { 'example.com/by': 'CREATE' }]);
    expect(warnings).toEqual(['grey is a dull colour']);

    const refused = await configMaps()
      .patch(created, { merge: { data: { colour: 'green' } } }, { dryRun: true })
      .catch((error: unknown) => error);
    expect(isInvalid(refused)).toBe(true);
    expect(messageOf(refused)).toContain(
      `admission webhook "validate.configmaps.core" denied the request: ConfigMap "${created.metadata.name}" is invalid: data.colour: Unsupported value: "green"`,
    );
    expect(isApiError(refused) ? refused.status.details?.causes : undefined).toEqual([
      { reason: 'FieldValueNotSupported', field: 'data.colour', message: 'Unsupported value: "green"' },
    ]);

    const kept = await configMaps()
      .delete(created)
      .catch((error: unknown) => error);
    expect(isApiError(kept) ? [kept.status.code, kept.status.reason] : kept).toEqual([409, 'Conflict']);
    expect(messageOf(kept)).toContain('denied the request: it is to be kept');
    const user = seen[0]?.split(' ')[1] ?? '';
    expect(seen).toEqual([`CREATE ${user} -`, `UPDATE dry ${user} grey`, `DELETE ${user} grey`]);
    expect(user).not.toBe('');
    await configMaps().patch(created, { merge: { data: { keep: null } } });
    await configMaps().delete(created);
  });

  test('a handler that fails refuses and says where to look, or is ignored, as the policy has it', async () => {
    const fails = () => Promise.reject(new Error('the price list is not there'));
    const hangs = async () => new Promise<undefined>(() => undefined);
    const matching = (value: string) => ({ ...here, matchConditions: [{ name: 'only', expression: `object.data['case'] == '${value}'` }] });
    await running(
      local()
        .validate(ConfigMap, fails, { ...matching('fail'), name: 'fail.example.com.test', path: '/fail' })
        .validate(ConfigMap, fails, { ...matching('ignore'), name: 'ignore.example.com.test', path: '/ignore', failurePolicy: 'Ignore' })
        .validate(ConfigMap, hangs, { ...matching('hang'), name: 'hang.example.com.test', path: '/hang', timeoutSeconds: 1 }),
    );
    const attempt = async (value: string): Promise<string> =>
      configMaps()
        .create(named({ case: value }), { dryRun: true })
        .then(() => 'created', messageOf);
    await until(async () => (await attempt('fail')) !== 'created');
    const words = await attempt('fail');
    const [, uid = 'none'] =
      /"fail\.example\.com\.test" denied the request: the webhook failed; its log says why, at uid ([-\w]+)/.exec(words) ?? [];
    expect(logged.filter((line) => line.includes(uid)).join('')).toContain('the price list is not there');
    expect(await attempt('ignore')).toBe('created');
    expect(logged.join('')).toContain('the webhook ignore.example.com.test failed: the price list is not there');
    expect(await attempt('hang')).toContain('the webhook did not answer within 900 ms');
  });

  test('puts the bundle back where somebody took it out, and keeps what it had installed', async () => {
    const server = await running(local().validate(ConfigMap, () => undefined, here));
    const configurations = Api.all(client, ValidatingWebhookConfiguration);
    const [declared] = server.configurations();
    const name = declared?.metadata?.name ?? '';
    const stored = await configurations.get(name);
    const [webhook] = stored.webhooks ?? [];
    expect(webhook?.clientConfig.caBundle).toMatch(/^[\w+/=]+$/);
    expect({ ...webhook, clientConfig: { url: webhook?.clientConfig.url } }).toEqual(
      Object.assign({}, declared?.webhooks?.[0]), // as it was declared: nothing that the server filled in
    );
    await configurations.modify(name, (found) => {
      for (const each of found.webhooks ?? []) delete each.clientConfig.caBundle;
    });
    await until(async () => (await configurations.get(name)).webhooks?.[0]?.clientConfig.caBundle === webhook?.clientConfig.caBundle);
  });
});

describe('conversion', () => {
  test('serves what is stored in one version in another, both ways, and names an object that it cannot convert', async () => {
    await using sites = await installSites(client);
    const { Site, OldSite } = sites;
    const old = Api.namespaced(client, OldSite, namespace);
    const fresh = Api.namespaced(client, Site, namespace);
    for (const name of ['a', 'b', 'c'])
      await old.create({ metadata: { name, labels: { colour: name } }, spec: { address: `${name}.example.com:8080` } });

    await running(
      local().convert(Site, OldSite, {
        toHub: ({ spec: { address }, metadata }) => {
          const [host = '', port] = address.split(':');
          if (host === 'secret') throw new Error(`no answer from db.internal`);
          if (!/^\d+$/.test(port ?? '')) throw new DeniedError(`the port of ${address} is no number`);
          const { owner, ...annotations } = metadata.annotations ?? {};
          return { metadata: { annotations }, spec: { host, port: Number(port), ...(owner !== undefined && { owner }) } };
        },
        fromHub: ({ spec: { host, port = 80, owner }, metadata }) => ({
          metadata: { annotations: { ...metadata.annotations, ...(owner !== undefined && { owner }) } },
          spec: { address: `${host}:${port}` },
        }),
      }),
    );
    await until(async () => (await fresh.get('a').catch(() => undefined))?.spec.host === 'a.example.com');
    const list = await fresh.list();
    expect(list.items.map(({ spec, metadata }) => [spec, metadata.labels])).toEqual(
      ['a', 'b', 'c'].map((name) => [{ host: `${name}.example.com`, port: 8080 }, { colour: name }]),
    );
    const written: Site = { metadata: { name: 'd' }, spec: { host: 'd.example.com', port: 1, owner: 'me' } };
    const created = await fresh.create(written);
    expect(created.spec).toEqual(written.spec);
    const stored: OldSite = await old.get('d');
    expect(stored).toMatchObject({
      metadata: { uid: created.metadata.uid, annotations: { owner: 'me' } },
      spec: { address: 'd.example.com:1' },
    });

    await old.create({ metadata: { name: 'broken' }, spec: { address: 'nowhere' } });
    const failure = await fresh.get('broken').catch(messageOf);
    expect(failure).toContain(
      `Site ${namespace}/broken of ${OldSite.group}/v1beta1 cannot be converted to ${Site.group}/v1: the port of nowhere`,
    );
    // what no function gives is kept: labels, and the status
    await fresh.patch('a', { merge: { status: { ready: true } } });
    await fresh.patch('a', { merge: { metadata: { annotations: { note: 'kept' } }, spec: { port: 81, owner: 'me' } } });
    const seen = { metadata: { labels: { colour: 'a' }, annotations: { note: 'kept' } }, status: { ready: true } };
    expect(await fresh.get('a')).toMatchObject({ ...seen, spec: { port: 81, owner: 'me' } });
    expect((await fresh.get('a')).metadata.annotations).toEqual({ note: 'kept' });
    expect(await old.get('a')).toMatchObject({ ...seen, metadata: { annotations: { note: 'kept', owner: 'me' } } });
    await fresh.patch('a', { merge: { spec: { owner: null } } }); // and what a function takes away is gone
    expect((await old.get('a')).metadata.annotations).toEqual({ note: 'kept' });

    await old.create({ metadata: { name: 'hidden' }, spec: { address: 'secret' } });
    const hidden = await fresh.get('hidden').catch(messageOf);
    expect(hidden).toMatch(
      /Site [-\w]+\/hidden of .* cannot be converted to .*\/v1: the webhook failed; its log says why, at uid ([-\w]+)/,
    );
    expect(hidden).not.toContain('db.internal');
    const { spec } = await Api.all(client, CustomResourceDefinition).get(sites.crd);
    expect(spec.conversion).toMatchObject({ strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'] } });
  });
});

describe('a server that holds as much as it may', () => {
  test('is asked again by the API server, and fails no request', async () => {
    const started: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await running(
      local({ maxHeldBytes: 12_000 }).validate(
        ConfigMap,
        async ({ object }) => {
          started.push(object.data?.['which'] ?? '');
          if (object.data?.['which'] === 'first') await released;
        },
        here,
      ),
    );
    const create = (which: string): Promise<string> =>
      configMaps()
        .create(named({ which, filling: ' '.repeat(7000) }), { dryRun: true })
        .then(() => 'created', messageOf);
    await until(async () => (await create('probe')) === 'created' && started.includes('probe'));
    const first = create('first');
    await until(async () => started.includes('first'));
    const second = create('second');
    await new Promise((resolve) => setTimeout(resolve, 500)); // it is refused meanwhile, as the next line shows
    expect(started).not.toContain('second');
    release();
    expect(await Promise.all([first, second])).toEqual(['created', 'created']);
  });
});

describe('certificates', () => {
  test('are exchanged, and told where they can be, though one place cannot be written', async () => {
    await using sites = await installSites(client);
    const { Site, OldSite } = sites;
    const short = { secret: 'one-missing', namespace, certificateMs: 9000, authorityMs: 12_000, settleMs: 500 };
    const missing = { ...OldSite, group: `none.${OldSite.group}` };
    const server = local({ certificates: short })
      .validate(ConfigMap, () => undefined, here)
      .convert({ ...missing, version: 'v1' }, missing, { toHub: ({ spec }) => ({ spec }), fromHub: ({ spec }) => ({ spec }) })
      .convert(Site, OldSite, {
        toHub: ({ spec: { address } }) => ({ spec: { host: address } }),
        fromHub: ({ spec: { host } }) => ({ spec: { address: host } }),
      });
    const stop = new AbortController();
    const run = server.run({ signal: stop.signal });
    stops.push(async () => {
      stop.abort();
      await run;
      await Api.all(client, ValidatingWebhookConfiguration).delete(server.configurations()[0]?.metadata?.name ?? '');
    });
    const secrets = Api.namespaced(client, Secret, namespace);
    const first = await found(() => secrets.find(short.secret));
    await until(async () => (await secrets.get(short.secret)).data?.['ca.key'] !== first.data?.['ca.key']); // another authority
    const second = await secrets.get(short.secret);
    await until(async () => (await secrets.get(short.secret)).data?.['tls.crt'] !== second.data?.['tls.crt']); // which signs
    await until(async () => {
      const { data } = await secrets.get(short.secret);
      const { spec } = await Api.all(client, CustomResourceDefinition).get(sites.crd);
      const { webhooks } = await Api.all(client, ValidatingWebhookConfiguration).get(server.configurations()[0]?.metadata?.name ?? '');
      const bundles = [spec.conversion?.webhook?.clientConfig?.caBundle, webhooks?.[0]?.clientConfig.caBundle];
      return bundles.every((bundle) => bundle === data?.['ca.crt']);
    });
    expect(logged.join('')).toContain(`there is no CustomResourceDefinition sites.${missing.group} to be told of the webhooks`);
    expect(() => server.health.ready?.(AbortSignal.timeout(1000))).toThrow('not told');
  });

  test('are exchanged, authorities too, without one request that fails', async () => {
    const short = { secret: 'short-lived', namespace, certificateMs: 18_000, authorityMs: 22_000, settleMs: 1000 };
    await running(
      local({ certificates: short }).mutate(
        ConfigMap,
        ({ object }) => {
          object.data = { ...object.data, seen: 'yes' };
        },
        here,
      ),
    );
    const asked = async (): Promise<string> =>
      configMaps()
        .create(named({}), { dryRun: true })
        .then(({ data }) => data?.['seen'] ?? 'not called', messageOf);
    await until(async () => (await asked()) === 'yes');

    const secrets = Api.namespaced(client, Secret, namespace);
    const seen = { authorities: new Set<string>(), certificates: new Set<string>(), answers: new Map<string, number>() };
    const end = Date.now() + 40_000; // authorities follow each other every 15 s, keys take a second or two
    const look = async (): Promise<void> => {
      while (Date.now() < end) {
        const { data } = await secrets.get(short.secret);
        seen.authorities.add(data?.['ca.key'] ?? '');
        seen.certificates.add(data?.['tls.crt'] ?? '');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const ask = async (): Promise<void> => {
      while (Date.now() < end) {
        const answer = await asked();
        seen.answers.set(answer, (seen.answers.get(answer) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await Promise.all([look(), ask(), ask(), ask()]);
    expect([...seen.answers.keys()]).toEqual(['yes']);
    expect(seen.answers.get('yes')).toBeGreaterThan(100);
    expect(seen.authorities.size).toBeGreaterThanOrEqual(3);
    expect(seen.certificates.size).toBeGreaterThanOrEqual(4);
  });

  test('are the same for replicas that start at once', async () => {
    const replicas = Array.from({ length: 4 }, () =>
      local({ name: `${namespace}-replicas`, certificates: { secret: 'shared', namespace }, install: 'nothing' }),
    );
    const stop = new AbortController();
    const runs = replicas.map((replica) => replica.validate(ConfigMap, () => undefined, here).run({ signal: stop.signal }));
    stops.push(async () => {
      stop.abort();
      await Promise.all(runs);
    });
    await Promise.all(replicas.map((replica) => replica.started(AbortSignal.timeout(30_000))));
    const { data } = await Api.namespaced(client, Secret, namespace).get('shared');
    const ca = Buffer.from(data?.['ca.crt'] ?? '', 'base64').toString();
    for (const { url = '' } of replicas) expect(await statusOf(url, ca)).toBe(404);
  });
});
