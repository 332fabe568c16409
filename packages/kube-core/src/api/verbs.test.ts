import { describe, expect, test } from '@jest/globals';
import { Client } from '../client/client.js';
import { Deployment } from '../k8s/apps-v1.js';
import { ConfigMap, Node, Pod, ServiceAccount } from '../k8s/core-v1.js';
import { respondJson, type KubeRequest } from '../request/http.js';
import { ManualClock } from '../testing/index.js';
import { Api } from './api.js';
import { retryOnConflict } from './retry-on-conflict.js';
import { onWrite } from './written.js';

const metadata = { name: 'x', namespace: 'web', uid: 'u1', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' };
const stored = { apiVersion: 'v1' as const, kind: 'ConfigMap' as const, metadata, data: { a: '1' } };
const status = (code: number, reason: string, more: object = {}): Answer => [
  code,
  { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, ...more },
];
const conflict = status(409, 'Conflict');
const notFound = status(404, 'NotFound');

type Answer = readonly [status: number, body: unknown];

/** A client that gets one answer after the other, and what was sent to get them. */
function scripted(...answers: readonly Answer[]) {
  const sent: { readonly call: string; readonly query: object; readonly body: unknown }[] = [];
  const service = async ({ method, path, body }: KubeRequest) => {
    const [code, answer] = answers[sent.length] ?? [500, { kind: 'Status', message: 'nothing was scripted' }];
    const { pathname, searchParams } = new URL(path, 'http://mock');
    const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    sent.push({ call: `${method} ${pathname.replace(/^.*namespaces\/web/, '')}`, query: Object.fromEntries(searchParams), body: parsed });
    return respondJson(code, answer);
  };
  const client = Client.of(service, { fieldManager: 'me' });
  const calls = (): readonly string[] => sent.map(({ call }) => call);
  return { client, maps: Api.namespaced(client, ConfigMap, 'web'), sent, calls };
}

/** A clock whose sleeps are over at once. */
const hasty = { now: () => 0, sleep: () => Promise.resolve(), after: () => () => undefined };

describe('retryOnConflict', () => {
  const failing = (times: number, error: unknown) => {
    let calls = 0;
    const call = async (): Promise<number> => {
      if (calls++ < times) throw error;
      return calls;
    };
    return { call, calls: () => calls };
  };
  const refusedWith = async (answer: Answer): Promise<unknown> =>
    scripted(answer)
      .maps.get('x')
      .catch((error: unknown) => error);

  test('calls again after a conflict, waiting 10 ms and a little, and gives what the last call gave', async () => {
    const clock = new ManualClock();
    const { call, calls } = failing(2, await refusedWith(conflict));
    const result = retryOnConflict(call, { clock });
    await clock.advance(9);
    expect(calls()).toBe(1);
    await clock.advance(2);
    expect(calls()).toBe(2);
    await clock.advance(11);
    expect(await result).toBe(3);
  });

  test('gives up with the last conflict after so many attempts, and with anything else at once', async () => {
    const lost = await refusedWith(conflict);
    const always = failing(99, lost);
    await expect(retryOnConflict(always.call, { attempts: 3, clock: hasty })).rejects.toBe(lost);
    expect(always.calls()).toBe(3);
    const other = failing(99, await refusedWith(notFound));
    await expect(retryOnConflict(other.call, { clock: hasty })).rejects.toMatchObject({ code: 'api' });
    expect(other.calls()).toBe(1);
    await expect(retryOnConflict(other.call, { attempts: 0 })).rejects.toMatchObject({ code: 'option' });
  });

  test('ends its waiting with the reason of the signal', async () => {
    const abort = new AbortController();
    const waiting = retryOnConflict(failing(9, await refusedWith(conflict)).call, { clock: new ManualClock(), signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('modify', () => {
  test('writes the changed object with the version that it was read at', async () => {
    const { maps, sent, calls } = scripted([200, stored], [200, { ...stored, data: { a: '2' } }]);
    const object = await maps.modify('x', (found) => ({ ...found, metadata: { name: 'x' }, data: { a: '2' } }));
    expect(calls()).toEqual(['GET /configmaps/x', 'PUT /configmaps/x']);
    expect(sent[1]?.body).toMatchObject({ kind: 'ConfigMap', metadata: { resourceVersion: '7', namespace: 'web' }, data: { a: '2' } });
    expect(sent[1]?.query).toEqual({ fieldManager: 'me' });
    expect(object.data).toEqual({ a: '2' });
  });

  test('takes a change in place, also one that takes time', async () => {
    const { maps, sent } = scripted([200, stored], [200, stored]);
    await maps.modify('x', async (found) => {
      await Promise.resolve();
      found.data = { b: '1' };
    });
    expect(sent[1]?.body).toMatchObject({ data: { b: '1' } });
  });

  test('writes nothing where nothing is different', async () => {
    const { maps, calls } = scripted([200, stored]);
    expect(await maps.modify('x', (found) => ({ ...found, data: { a: '1' } }))).toEqual(stored);
    expect(calls()).toEqual(['GET /configmaps/x']);
  });

  test('reads again and changes what it read after a conflict', async () => {
    const newer = { ...stored, metadata: { ...metadata, resourceVersion: '8' }, data: { a: '1', theirs: '1' } };
    const { maps, sent } = scripted([200, stored], conflict, [200, newer], [200, newer]);
    await maps.modify('x', (found) => void (found.data = { ...found.data, mine: '1' }), { clock: hasty });
    expect(sent[3]?.body).toMatchObject({ metadata: { resourceVersion: '8' }, data: { a: '1', theirs: '1', mine: '1' } });
  });

  test('refuses a change to another object, and rejects with what the change throws', async () => {
    const { maps, calls } = scripted([200, stored], [200, stored], [200, stored]);
    await expect(maps.modify('x', (found) => ({ ...found, metadata: { name: 'y' } }))).rejects.toMatchObject({ code: 'key' });
    await expect(maps.modify('x', (found) => ({ ...found, metadata: { namespace: 'y' } }))).rejects.toMatchObject({ code: 'key' });
    const wrong = new Error('no');
    await expect(
      maps.modify('x', () => {
        throw wrong;
      }),
    ).rejects.toBe(wrong);
    expect(calls()).toEqual(['GET /configmaps/x', 'GET /configmaps/x', 'GET /configmaps/x']);
    await expect(maps.modify('x', 'y' as never)).rejects.toMatchObject({ code: 'params' });
  });
});

describe('upsert', () => {
  test('creates what is not there, under the name and namespace of the key', async () => {
    const { maps, sent, calls } = scripted(notFound, [201, stored]);
    expect(await maps.upsert('x', { insert: () => ({ data: { a: '1' } }) })).toEqual({ outcome: 'created', object: stored });
    expect(calls()).toEqual(['GET /configmaps/x', 'POST /configmaps']);
    expect(sent[1]?.body).toMatchObject({ metadata: { name: 'x', namespace: 'web' }, data: { a: '1' } });
  });

  test('changes what is there, and leaves it alone without a change', async () => {
    const insert = (): ConfigMap => ({});
    const { maps } = scripted([200, stored], [200, stored], [200, stored]);
    expect((await maps.upsert('x', { insert, update: (found) => void (found.data = {}) })).outcome).toBe('updated');
    expect((await maps.upsert('x', { insert })).outcome).toBe('unchanged');
  });

  test('changes what somebody else created in between', async () => {
    const { maps, calls } = scripted(notFound, status(409, 'AlreadyExists'), [200, stored], [200, stored]);
    const wanted = { insert: (): ConfigMap => ({}), update: (found: ConfigMap) => void (found.data = { b: '1' }) };
    expect((await maps.upsert('x', wanted, { clock: hasty })).outcome).toBe('updated');
    expect(calls()).toEqual(['GET /configmaps/x', 'POST /configmaps', 'GET /configmaps/x', 'PUT /configmaps/x']);
  });

  test.each([{ name: 'y' }, { namespace: 'other' }, { generateName: 'x-' }])('refuses to create an object of %j', async (wrong) => {
    const { maps, calls } = scripted(notFound);
    await expect(maps.upsert('x', { insert: () => ({ metadata: wrong }) })).rejects.toMatchObject({ code: 'key' });
    expect(calls()).toEqual(['GET /configmaps/x']);
  });
});

describe('delete', () => {
  const deletionOf = async (answer: unknown) => (await scripted([200, answer]).maps.delete('x')).state;
  const marked = (more: object) => ({ ...stored, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z', ...more } });

  test.each([
    ['a Status of success', { kind: 'Status', apiVersion: 'v1', status: 'Success' }, 'deleted'],
    ['an object that was never marked', stored, 'deleted'],
    ['an object without a second left', marked({ deletionGracePeriodSeconds: 0 }), 'deleted'],
    ['an object that has time', marked({ deletionGracePeriodSeconds: 30 }), 'deleting'],
    ['an object with a finalizer', marked({ deletionGracePeriodSeconds: 0, finalizers: ['example.com/x'] }), 'deleting'],
    ['an object without a grace period, as a Namespace', marked({}), 'deleting'],
  ])('answered with %s means: %s', async (_, answer, state) => {
    expect(await deletionOf(answer)).toBe(state);
  });

  test('rejects with a Status that says Failure, whatever the code of the answer', async () => {
    await expect(deletionOf({ kind: 'Status', apiVersion: 'v1', status: 'Failure' })).rejects.toMatchObject({ code: 'api' });
  });
});

describe('items where the server has forgotten the version', () => {
  const page = (name: string, token = ''): Answer => [200, { metadata: { continue: token }, items: [{ metadata: { ...metadata, name } }] }];
  const expired = (token?: string): Answer => status(410, 'Expired', { metadata: { ...(token !== undefined && { continue: token }) } });
  const namesOf = async (maps: Api<ConfigMap>, consistent: boolean): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const item of maps.items({ pageSize: 1, consistent })) names.push(item.metadata.name);
    return names;
  };

  test('go on behind the last name with the token of the refusal', async () => {
    const { maps, sent } = scripted(page('a', 't1'), expired('fresh'), page('b', 't2'), page('c'));
    expect(await namesOf(maps, false)).toEqual(['a', 'b', 'c']);
    expect(sent.map(({ query }) => query)).toEqual([
      { limit: '1' },
      { limit: '1', continue: 't1' },
      { limit: '1', continue: 'fresh' },
      { limit: '1', continue: 't2' },
    ]);
  });

  test('end with the refusal where all must be of one version, or where it names no token', async () => {
    const gone = { status: { reason: 'Expired' } };
    await expect(namesOf(scripted(page('a', 't1'), expired('fresh')).maps, true)).rejects.toMatchObject(gone);
    await expect(namesOf(scripted(page('a', 't1'), expired()).maps, false)).rejects.toMatchObject(gone);
    await expect(namesOf(scripted(page('a', 't1'), expired('t1')).maps, false)).rejects.toMatchObject(gone);
    await expect(namesOf(scripted(expired('fresh')).maps, false)).rejects.toMatchObject(gone);
  });
});

describe('subresources', () => {
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas: 2 } };

  test('that are a kind of their own are written as that kind, for the object of the key', async () => {
    const { client, sent } = scripted([200, scale], [200, scale], [200, scale]);
    const scales = Api.namespaced(client, Deployment, 'web').subresource('scale');
    await scales.replace('x', { spec: { replicas: 3 } });
    await scales.apply('x', { spec: { replicas: 3 } }, { force: true });
    const { spec } = await scales.patch('x', { merge: { spec: { replicas: 2 } } });
    expect(spec?.replicas).toBe(2);
    const body = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'x', namespace: 'web' }, spec: { replicas: 3 } };
    expect(sent).toEqual([
      { call: 'PUT /deployments/x/scale', query: { fieldManager: 'me' }, body },
      { call: 'PATCH /deployments/x/scale', query: { fieldManager: 'me', force: 'true' }, body },
      { call: 'PATCH /deployments/x/scale', query: { fieldManager: 'me' }, body: { spec: { replicas: 2 } } },
    ]);
  });

  test('that hold their object are written as it, and modified as it', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'a' }] } };
    const { client, sent } = scripted([200, pod], [200, pod]);
    const resize = Api.namespaced(client, Pod, 'web').subresource('resize');
    await resize.modify('x', (found) => void (found.spec!.containers[0]!.resources = { limits: { cpu: '1' } }));
    expect(sent[1]).toMatchObject({
      call: 'PUT /pods/x/resize',
      body: { kind: 'Pod', metadata: { resourceVersion: '7' }, spec: { containers: [{ resources: { limits: { cpu: '1' } } }] } },
    });
  });

  test('are posted to: a token for a service account', async () => {
    const answer = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata, spec: {}, status: { token: 't' } };
    const { client, sent } = scripted([201, answer]);
    const tokens = Api.namespaced(client, ServiceAccount, 'web').subresource('token');
    expect((await tokens.create('x', { spec: { audiences: ['vault'] } })).status?.token).toBe('t');
    expect(sent[0]).toMatchObject({
      call: 'POST /serviceaccounts/x/token',
      body: { kind: 'TokenRequest', spec: { audiences: ['vault'] } },
    });
  });

  test('are refused by a name that no path can hold', () => {
    for (const name of ['', 'a/b', '..'])
      expect(() => scripted().maps.subresource(name)).toThrow(expect.objectContaining({ code: 'path' }));
  });
});

describe('pods', () => {
  const done: Answer = [201, { kind: 'Status', apiVersion: 'v1', status: 'Success' }];

  test('are evicted with the options of a delete, under the key that servers read', async () => {
    const { client, sent } = scripted(done);
    await Api.namespaced(client, Pod, 'web').evict('x', { gracePeriodSeconds: 5, dryRun: true });
    expect(sent[0]).toMatchObject({
      call: 'POST /pods/x/eviction',
      query: { dryRun: 'All' },
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'x' },
        deleteOptions: { gracePeriodSeconds: 5, dryRun: ['All'] },
      },
    });
  });

  test('are put on a node', async () => {
    const { client, sent } = scripted(done);
    const pods = Api.namespaced(client, Pod, 'web');
    await pods.bind('x', 'n1');
    expect(sent[0]).toMatchObject({ call: 'POST /pods/x/binding', body: { kind: 'Binding', target: { kind: 'Node', name: 'n1' } } });
    await expect(pods.bind('x', '')).rejects.toMatchObject({ code: 'params' });
  });
});

describe('options of the wrong type', () => {
  test.each([
    [{ dryRun: 'true' }, 'dryRun is a string; give true or false'],
    [{ dryrun: true }, 'a delete has no option "dryrun"; did you mean dryRun?'],
    [{ fieldSelector: { app: 'x' } }, 'fieldSelector'],
    [{ propagationPolicy: 'background' }, "propagationPolicy is a string; give 'Foreground' or 'Background' or 'Orphan'"],
    [{ gracePeriodSeconds: -1 }, 'gracePeriodSeconds is -1; give a whole number from 0'],
    [{ preconditions: { resourceversion: '7' } }, 'preconditions has no option "resourceversion"; did you mean resourceVersion?'],
    [{ preconditions: { uid: 7 } }, 'uid is 7; give a string'],
    [{ preconditions: 'u1' }, 'preconditions is a string; give an object'],
  ])('are refused before anything is deleted: %j', async (options, words) => {
    const { maps, sent } = scripted();
    const refusal = { code: 'option', message: expect.stringContaining(words) };
    await expect(maps.delete('x', options as never)).rejects.toMatchObject(refusal);
    await expect(maps.deleteCollection(options as never)).rejects.toMatchObject(refusal);
    expect(sent).toEqual([]);
  });

  test.each([
    [[{ op: 'set', path: '/a', value: 1 }], 'the op of step 1 of a JSON patch is one of add, replace'],
    [
      [
        { op: 'remove', path: '/a' },
        { op: 'remove', path: 'a' },
      ],
      'the path of step 2 of a JSON patch is a JSON pointer and begins with a slash',
    ],
    [[{ op: 'move', path: '/a' }], 'the from of step 1'],
    [[{ op: 'add', path: '/a' }], 'step 1 of a JSON patch has a value'],
    [['remove'], 'step 1 of a JSON patch is { op, path }'],
  ])('are refused as steps of a JSON patch: %j', async (json, words) => {
    const { maps, sent } = scripted();
    await expect(maps.patch('x', { json: json as never })).rejects.toMatchObject({
      code: 'params',
      message: expect.stringContaining(words),
    });
    expect(sent).toEqual([]);
  });
});

describe('a write that would be another than was meant', () => {
  test('is noted for the manager of the client where the call names none, also in so many words', async () => {
    const { client, sent } = scripted([200, stored], [200, stored]);
    const maps = Api.namespaced(Client.of(client.service, { fieldManager: 'me' }), ConfigMap, 'web');
    await maps.create({ metadata: { name: 'x' } }, { fieldManager: undefined } as never);
    await maps.patch('x', { merge: {} }, { fieldManager: undefined } as never);
    expect(sent.map(({ query }) => query)).toEqual([{ fieldManager: 'me' }, { fieldManager: 'me' }]);
  });

  test('names its kind also where apiVersion and kind are there and undefined', async () => {
    const { maps, sent } = scripted([200, stored]);
    await maps.create({ apiVersion: undefined, kind: undefined, metadata: { name: 'x' } } as never);
    expect(sent[0]).toMatchObject({ body: { apiVersion: 'v1', kind: 'ConfigMap' } });
  });

  test.each(['get', 'find', 'delete', 'patch', 'modify', 'upsert'] as const)(
    '%s takes no object of another kind for a key',
    async (verb) => {
      const { maps, sent } = scripted();
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'web' } };
      for (const key of [secret, { kind: 'Secret', name: 'x' }])
        await expect(
          (maps as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[verb]?.(key, {}),
        ).rejects.toMatchObject({
          code: 'key',
          message: 'the key is a Secret, and this is an Api of ConfigMap objects: pass the name where that is meant',
        });
      expect(sent).toEqual([]);
    },
  );

  test('takes what a subresource holds for a key of it, and metadata for its object', async () => {
    const { client, sent } = scripted([200, stored], [200, stored]);
    const deployments = Api.namespaced(client, Deployment, 'web');
    await deployments.subresource('scale').get({ kind: 'Scale', metadata: { name: 'x' } } as never);
    await deployments.get({ kind: 'PartialObjectMetadata', metadata: { name: 'x' } } as never);
    expect(sent).toHaveLength(2);
  });

  test('binds no kind without namespaces to one', () => {
    const { client } = scripted();
    expect(() => Api.namespaced(client, Node as never, 'web')).toThrow(
      expect.objectContaining({ code: 'key', message: expect.stringContaining('use Api.all') }),
    );
  });

  test.each([[{ lim: 5 }], [{ pageSize: 0 }], [{ consistent: 'yes' }], [null], [7]])(
    'items, watch and logLines refuse %j when they begin',
    async (options) => {
      const { maps, client, sent } = scripted();
      const pods = Api.namespaced(client, Pod, 'web');
      for (const begun of [maps.items(options as never), maps.watch(options as never), pods.logLines('x', options as never)])
        await expect(begun.next()).rejects.toMatchObject({ code: 'option' });
      expect(sent).toEqual([]);
    },
  );
});

describe('who listens for writes', () => {
  const gone: Answer = [200, { kind: 'Status', apiVersion: 'v1', status: 'Success', details: { name: 'x', uid: 'u1' } }];
  const marked = { ...stored, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.com/x'] } };

  /** What is heard of calls that are answered like this. */
  async function heard(answer: Answer, call: (maps: Api<ConfigMap>) => Promise<unknown>): Promise<unknown[]> {
    const told: unknown[] = [];
    const { maps, client } = scripted(answer, answer);
    const end = onWrite((write) => {
      const { call, gone, uid, object } = write;
      told.push([call.verb, call.subresource, gone, uid, object === undefined ? undefined : 'object', write.client === client]);
    });
    await call(maps).catch(() => undefined);
    end();
    await call(maps).catch(() => undefined);
    return told;
  }

  test.each<[string, Answer, (maps: Api<ConfigMap>) => Promise<unknown>, unknown[]]>([
    ['a create', [201, stored], (maps) => maps.create(stored), ['create', undefined, false, 'u1', 'object', true]],
    ['a replace', [200, stored], (maps) => maps.replace(stored), ['update', undefined, false, 'u1', 'object', true]],
    ['an apply', [200, stored], (maps) => maps.apply(stored), ['patch', undefined, false, 'u1', 'object', true]],
    ['a status', [200, stored], (maps) => maps.patchStatus('x', { merge: {} }), ['patch', 'status', false, 'u1', 'object', true]],
    ['a deletion', gone, (maps) => maps.delete('x'), ['delete', undefined, true, 'u1', undefined, true]],
    ['a deletion that waits', [200, marked], (maps) => maps.delete('x'), ['delete', undefined, false, 'u1', 'object', true]],
  ])('hears of %s, until the listening has ended', async (_what, answer, call, expected) => {
    expect(await heard(answer, call)).toEqual([expected]);
  });

  test.each<[string, Answer, (maps: Api<ConfigMap>) => Promise<unknown>]>([
    ['a read', [200, stored], (maps) => maps.get('x')],
    ['a dry run', [200, stored], (maps) => maps.apply(stored, { dryRun: true })],
    ['a refusal', conflict, (maps) => maps.replace(stored)],
  ])('hears nothing of %s', async (_what, answer, call) => {
    expect(await heard(answer, call)).toEqual([]);
  });
});
