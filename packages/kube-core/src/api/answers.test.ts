import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client } from '../client/client.js';
import { isKubeError } from '../errors.js';
import { ConfigMap, Pod } from '../k8s/core-v1.js';
import { respond, type KubeResponse, type MessageSocket } from '../request/http.js';
import type { Stored } from '../resource/definition.js';
import { Pipe } from '../util/async/pipe.js';
import { Api } from './api.js';

const meta = { name: 'x', namespace: 'web', uid: 'u1', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' };
const stored: Stored<ConfigMap> = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: { a: '1' } };

type Maps = Api<ConfigMap>;

const answeredWith = (response: () => KubeResponse): Maps =>
  Api.namespaced(
    Client.of(() => Promise.resolve(response()), { fieldManager: 'me' }),
    ConfigMap,
    'web',
  );
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Every verb that reads objects from its answer. */
const readers: Readonly<Record<string, (api: Maps) => Promise<readonly (Stored<ConfigMap> | undefined)[]>>> = {
  get: async (api) => [await api.get('x')],
  find: async (api) => [await api.find('x')],
  list: async (api) => (await api.list()).items,
  items: (api) => collected(api.items()),
  create: async (api) => [await api.create(stored)],
  replace: async (api) => [await api.replace(stored)],
  patch: async (api) => [await api.patch('x', { merge: {} })],
  apply: async (api) => [await api.apply(stored)],
  delete: async (api) => [(await api.delete('x')).object],
  deleteCollection: async (api) => (await api.deleteCollection()).items,
  subresource: async (api) => [await api.subresource('status').get('x')],
  status: async (api) => [await api.getStatus('x')],
  watch: async (api) => {
    const events = await collected(api.watch());
    return events.flatMap((event) => (event.type === 'ERROR' || event.type === 'BOOKMARK' ? [] : [event.object]));
  },
};

/** What may come: bytes, any JSON, and answers that are almost right. */
const bodies = (): fc.Arbitrary<Uint8Array> => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const field = fc.oneof(json, fc.constantFrom('Status', 'Failure', 'Success', 'ADDED', 'BOOKMARK', 'ERROR', 'v1'));
  const names = fc.constantFrom(
    'apiVersion',
    'kind',
    'metadata',
    'items',
    'type',
    'object',
    'status',
    'code',
    'details',
    'message',
    'name',
  );
  const record = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.dictionary(names, value);
  const almost = record(fc.oneof(field, record(field), fc.array(record(field), { maxLength: 3 })));
  const text = fc.oneof(json, almost).map((value) => Buffer.from(JSON.stringify(value)));
  const cut = fc.tuple(text, fc.nat(40)).map(([bytes, end]) => bytes.subarray(0, end));
  return fc.oneof(fc.uint8Array({ maxLength: 60 }), text, text, cut);
};

describe('whatever the server answers', () => {
  test.each(Object.keys(readers))('%s gives objects with metadata, or a typed error', async (verb) => {
    const status = fc.constantFrom(200, 200, 200, 201, 204, 301, 302, 307, 399, 404, 409, 500, 599);
    await fc.assert(
      fc.asyncProperty(bodies(), status, async (body, code) => {
        try {
          const objects = await readers[verb]!(answeredWith(() => respond(code, body)));
          for (const object of objects) if (object !== undefined) expect(object.metadata).toBeInstanceOf(Object);
        } catch (error) {
          if (!isKubeError(error)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a command that sends any frames ends with an exit code or a typed error', async () => {
    const frame = fc.tuple(fc.constantFrom(0, 1, 2, 3, 3, 3, 4, 255), bodies()).map(([channel, body]) => Buffer.from([channel, ...body]));
    const frames = fc.array(fc.oneof(frame, fc.uint8Array({ maxLength: 8 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(frames, async (sent) => {
        const messages = new Pipe();
        for (const one of sent) messages.write(one);
        messages.end();
        const close = (): Promise<void> => Promise.resolve();
        const socket: MessageSocket = { protocol: 'v5.channel.k8s.io', send: close, messages, close, [Symbol.asyncDispose]: close };
        const client = Client.of(() => Promise.resolve({ ...respond(101), socket }));
        const output = await Api.namespaced(client, Pod, 'web')
          .run('x', ['true'])
          .catch((error: unknown) => error);
        expect(isKubeError(output) || Number.isInteger(Reflect.get(Object(output), 'code'))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, keyof typeof readers, string, RegExp]>([
    ['null', 'get', 'null', /^the answer to GET \/api\/v1\/namespaces\/web\/configmaps\/x is null where an object was asked for$/],
    ['a list for an object', 'get', '[]', /is a list where an object/],
    ['a text', 'patch', '"yes"', /is a string where an object/],
    ['metadata that are null', 'get', '{"metadata":null}', /has null for its metadata$/],
    ['a Status of success where an object is due', 'create', '{"kind":"Status","status":"Success"}', /is a Status \(Success\) where/],
    ['no list', 'list', '{"metadata":{}}', /is an object without items where a list was asked for$/],
    ['items that are no list', 'items', '{"metadata":{},"items":{}}', /without items/],
    ['a hole among its items', 'list', '{"items":[{"metadata":{}},null]}', /^item 1 of the answer to GET .* is null where an object/],
    ['an item without metadata', 'list', '{"items":[{"metadata":null}]}', /^item 0 of .* has null for its metadata$/],
    ['a list whose metadata are null', 'items', '{"items":[],"metadata":null}', /has null for its metadata$/],
    ['a continue token that is no text', 'items', '{"items":[],"metadata":{"continue":5}}', /has a number for its metadata.continue$/],
    ['the same page for ever', 'items', '{"items":[],"metadata":{"continue":"t"}}', /the continue token that asked for it/],
  ])('is an AnswerError that says what came: %s', async (_what, verb, body, words) => {
    const error = await errorOf(readers[verb]!(answeredWith(() => respond(200, body))));
    expect(error).toMatchObject({ name: 'AnswerError', code: 'answer', message: expect.stringMatching(words) });
  });

  test('is an ApiError where it is a Status of failure, whatever the HTTP status says', async () => {
    const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Gone', message: 'too old', code: 410 });
    for (const verb of ['get', 'list', 'items', 'create', 'delete'])
      expect(await errorOf(readers[verb]!(answeredWith(() => respond(200, body))))).toMatchObject({
        code: 'api',
        status: { reason: 'Gone' },
      });
  });

  test('is an AnswerError where it is a redirect, which is not followed and shows no target', async () => {
    for (const verb of Object.keys(readers)) {
      const error = await errorOf(
        readers[verb]!(answeredWith(() => respond(302, '', { location: 'https://evil.example/?token=hunter2' }))),
      );
      expect(error).toMatchObject({ code: 'answer', message: expect.stringMatching(/answered 302: .* redirects are not followed/) });
      expect(String(error)).not.toContain('hunter2');
    }
  });

  test('may have no items, as Go writes an empty list, and no kind in its items', async () => {
    expect((await answeredWith(() => respond(200, '{"items":null}')).list()).items).toEqual([]);
    const { items } = await answeredWith(() => respond(200, '{"metadata":{},"items":[{"metadata":{"name":"a"}}]}')).list();
    expect(items).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  });
});

describe('an integer that no double can hold', () => {
  test('is read, replaced, applied and watched without loss', async () => {
    const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"web"},"spec":{"id":9007199254740993}}';
    const sent: string[] = [];
    const client = Client.of(
      (request) => {
        if (request.body !== undefined) sent.push(String(request.body));
        return Promise.resolve(respond(200, request.streaming === true ? `{"type":"ADDED","object":${body}}\n` : body));
      },
      { fieldManager: 'me' },
    );
    const api = Api.namespaced(client, ConfigMap, 'web');
    const read = await api.get('x');
    expect(read).toMatchObject({ spec: { id: 9007199254740993n } });
    await api.replace(read);
    await api.apply(read);
    await api.patch('x', { json: [{ op: 'test', path: '/spec/id', value: 9007199254740993n }] });
    expect(sent.map((text) => /9007199254740993(?=\D)/.test(text))).toEqual([true, true, true]);
    expect(await collected(api.watch())).toMatchObject([{ object: { spec: { id: 9007199254740993n } } }]);
  });
});

describe('an object that is nested deeper than any server takes', () => {
  test('is refused before it is sent', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level++) deep = { deep };
    const object = { metadata: { name: 'x' }, ...{ deep } };
    const api = answeredWith(() => respond(200, JSON.stringify(stored)));
    for (const call of [api.create(object), api.replace(object), api.apply(object), api.patch('x', { merge: object })])
      expect(await errorOf(call)).toMatchObject({ code: 'params', message: expect.stringContaining('nested deeper than 10000 levels') });
  });
});
