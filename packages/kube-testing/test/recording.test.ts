import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, codeOf, isNotFound, isTransportError, KubeError, messageOf, TransportError } from 'kube-core';
import { parseJson, toJson } from 'kube-core/json';
import { ConfigMap, Pod, Secret, ServiceAccount } from 'kube-core/k8s';
import { stack } from 'kube-core/service';
import { record, replay, respond, respondJson, type RecordingOptions } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';

let folder: string;
let file: string;
let recorded: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
  file = join(folder, 'story.recording.json');
  await using server = await ApiServer.start();
  recorded = await recording(server.service, story);
});
afterAll(() => rm(folder, { recursive: true }));

type Service = ApiServer['service'];

/** Records what a story does with a service. */
async function recording<T>(service: Service, tell: (client: Client) => Promise<T>, options: RecordingOptions = {}): Promise<T> {
  await using recorder = record(file, options);
  return await tell(Client.of(stack(service, [recorder.layer]), { fieldManager: 'story' }));
}

const replayed = async (): Promise<{ readonly client: Client; readonly unused: () => readonly string[] }> => {
  const played = await replay(file);
  return { client: Client.of(played.service, { fieldManager: 'story' }), unused: () => played.unused };
};

/** Lists, watches, writes, and a Secret: what it saw, without what differs from run to run. */
async function story(client: Client): Promise<string[]> {
  const maps = Api.namespaced(client, ConfigMap, 'default');
  const seen: string[] = [];
  const { metadata, items } = await maps.list();
  seen.push(`${items.length} at first`);
  const watch = maps.watch({ resourceVersion: metadata.resourceVersion ?? '', timeoutSeconds: 200 + Math.floor(Math.random() * 90) });
  const first = watch.next();
  await maps.create({ metadata: { name: 'a' }, data: { big: 'x' } });
  seen.push(String((await first).value?.type));
  await maps.patch('a', { merge: { data: { colour: 'blue' } } });
  seen.push(String((await watch.next()).value?.type));
  await watch.return();
  await maps.get('nobody').catch((error: unknown) => seen.push(`${isNotFound(error)}`));
  const secrets = Api.namespaced(client, Secret, 'default');
  await secrets.create({ metadata: { name: 's' }, stringData: { password: 'hunter2' } });
  await secrets.patch('s', { merge: { data: { token: Buffer.from('hunter3').toString('base64') } } });
  await secrets.patch('s', { json: [{ op: 'add', path: '/data/more', value: Buffer.from('hunter4').toString('base64') }] });
  seen.push(
    Object.keys((await secrets.list()).items[0]?.data ?? {})
      .sort()
      .join(),
  );
  return seen;
}

describe('a recorded conversation', () => {
  test('is played again, watches after the writes that they tell of, to its end', async () => {
    const { client, unused } = await replayed();
    expect(await story(client)).toEqual(recorded);
    expect(recorded).toEqual(['0 at first', 'ADDED', 'MODIFIED', 'true', 'more,password,token']);
    expect(unused()).toEqual([]);
  });

  test('holds no data of a Secret, in clear or in base64, and no header of whoever asked', async () => {
    const text = await readFile(file, 'utf8');
    expect(text).not.toMatch(/hunter|aHVudGVy/);
    expect(text).toContain('KGxlZnQgb3V0KQ==');
    expect(
      [...text.matchAll(/"request":\{"method":"\w+","path":"[^"]*","headers":\{([^}]*)\}/g)].map(([, headers]) => headers),
    ).not.toEqual(expect.arrayContaining([expect.stringMatching(/authorization|cookie|user-agent/)]));
  });

  test('waits with an event until the request was made that it came after', async () => {
    const { client } = await replayed();
    const maps = Api.namespaced(client, ConfigMap, 'default');
    const { metadata } = await maps.list();
    const watch = maps.watch({ resourceVersion: metadata.resourceVersion ?? '' });
    let came = false;
    const first = watch.next().then((result) => {
      came = true;
      return result;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(came).toBe(false);
    await maps.create({ metadata: { name: 'a' }, data: { big: 'x' } });
    expect((await first).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    await watch.return();
  });

  test.each<[string, (client: Client) => Promise<unknown>, RegExp]>([
    [
      'with the nearest path',
      (client) => Api.namespaced(client, ConfigMap, 'other').list(),
      /^GET \/api\/v1\/namespaces\/other\/configmaps was not recorded; the nearest is GET \S+\/default\/configmaps, of another path$/,
    ],
    [
      'with the place in the body',
      (client) => Api.namespaced(client, ConfigMap, 'default').create({ metadata: { name: 'a' }, data: { big: 'y' } }),
      /whose body is another at \/data\/big$/,
    ],
    [
      'with the query',
      (client) => Api.namespaced(client, ConfigMap, 'default').list({ limit: 7 }),
      /the nearest is GET \/api\/v1\/namespaces\/default\/configmaps, with another query$/,
    ],
    [
      'for being asked for too often',
      async (client) => [
        await Api.namespaced(client, ConfigMap, 'default').list(),
        await Api.namespaced(client, ConfigMap, 'default').list(),
      ],
      /was recorded 1 times, and is asked for once more$/,
    ],
  ])('tells of a request that it does not hold %s', async (_what, ask, words) => {
    const { client } = await replayed();
    const error: unknown = await ask(client).catch((reason: unknown) => reason);
    expect([codeOf(error), messageOf(error)]).toEqual(['recording', expect.stringMatching(words)]);
  });

  test('leaves out tokens, what a user leaves out, and plays a broken call', async () => {
    const own = join(folder, 'own.recording.json');
    const redact = (json: unknown): unknown => parseJson(toJson(json).replaceAll('swordfish', '-'));
    const answers: Service = (request) => {
      if (request.path.endsWith('/token'))
        return Promise.resolve(respondJson(201, { kind: 'TokenRequest', metadata: {}, status: { token: 'ey.secret' } }));
      if (request.method === 'DELETE') return Promise.reject(new Error('the connection broke'));
      return Promise.resolve(
        respondJson(200, { kind: 'ConfigMap', metadata: { name: 'a' }, data: { word: 'swordfish', big: 9007199254740993n } }),
      );
    };
    const tell = async (client: Client): Promise<unknown[]> => [
      (
        await Api.namespaced(client, ServiceAccount, 'default')
          .subresource('token')
          .create('robot', { spec: { audiences: [] } })
      ).status?.token,
      (await Api.namespaced(client, ConfigMap, 'default').get('a')).data,
      messageOf(
        await Api.namespaced(client, ConfigMap, 'default')
          .delete('a')
          .catch((error: unknown) => error),
      ),
    ];
    await using recorder = record(own, { redact });
    await tell(Client.of(stack(answers, [recorder.layer])));
    await recorder.save();
    expect(await readFile(own, 'utf8')).not.toMatch(/ey\.secret|swordfish/);
    expect(await tell(Client.of((await replay(own, { redact })).service))).toEqual([
      '(left out)',
      { word: '-', big: 9007199254740993n },
      'as it was recorded: the connection broke',
    ]);
  });

  test('refuses upgrades while it is recorded, and a file that is none', async () => {
    await using recorder = record(join(folder, 'none.json'));
    const client = Client.of(stack(() => Promise.reject(new Error('not asked')), [recorder.layer]));
    expect(await Api.namespaced(client, Pod, 'default').exec('a', ['ls']).catch(codeOf)).toBe('recording');
    await writeFile(join(folder, 'wrong.json'), '{"version":2}');
    expect(await replay(join(folder, 'wrong.json')).catch(codeOf)).toBe('recording');
    expect(await replay(file, { match: () => true } as never).catch(messageOf)).toMatch(/did you mean matches/);
  });

  test('holds no Secret in YAML, in a Table or in bytes, and no token in any form', async () => {
    const own = join(folder, 'forms.recording.json');
    const secrets = '/api/v1/namespaces/default/secrets';
    const lastApplied = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"hunter2"}}' };
    const rows = [{ object: { kind: 'PartialObjectMetadata', metadata: { annotations: lastApplied } } }];
    const answers: Service = ({ path, streaming }) =>
      Promise.resolve(
        path.includes('Table')
          ? respondJson(200, { kind: 'Table', rows })
          : respond(200, Buffer.from(streaming === true ? 'hunter2 \n' : '\xffhunter2', 'latin1'), { 'content-type': 'application/x' }),
      );
    await using recorder = record(own);
    const client = Client.of(stack(answers, [recorder.layer]));
    const yaml = { headers: { 'content-type': 'application/apply-patch+yaml' }, body: 'kind: Secret\nstringData: {a: hunter2}\n' };
    await client.text('PATCH', `${secrets}/a`, yaml);
    await client.text('GET', `${secrets}?as=Table`);
    await client.text('GET', `${secrets}/a`);
    await client.text('POST', '/api/v1/namespaces/default/serviceaccounts/a/token', { body: 'hunter2' });
    await client.text('GET', `${secrets}?watch=1`, { streaming: true });
    await recorder.save();
    const text = await readFile(own, 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(Buffer.from('\xffhunter2', 'latin1').toString('base64'));
  });

  test('gives text letter by letter and bytes as they were, and breaks where it broke', async () => {
    const own = join(folder, 'new/folder/text.recording.json');
    const bytes = Uint8Array.from([255, 0, 254]);
    async function* breaking(): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('one\n');
      await Promise.resolve();
      throw new Error('the cable is out');
    }
    const answers: Service = ({ path }) =>
      Promise.resolve(
        path === '/bytes'
          ? respond(200, bytes, { 'content-type': 'application/x' })
          : respond(200, path === '/line' ? '{ "a": 1 }\n' : breaking(), { 'content-type': 'text/plain' }),
      );
    const tell = async (client: Client): Promise<unknown[]> => {
      const got: Uint8Array[] = [];
      for await (const chunk of (await client.send({ method: 'GET', path: '/bytes', headers: {} })).body) got.push(chunk);
      const broken = await client.text('GET', '/whole').catch(messageOf);
      const streamed = await client.send({ method: 'GET', path: '/stream', headers: {}, streaming: true });
      const first: string[] = [];
      const end = await (async () => {
        for await (const chunk of streamed.body) first.push(Buffer.from(chunk).toString());
      })().catch(messageOf);
      return [await client.text('GET', '/line'), Buffer.concat(got), broken, first, end];
    };
    await using recorder = record(own);
    const [line, sent, ...rest] = await tell(Client.of(stack(answers, [recorder.layer])));
    expect([line, sent]).toEqual(['{ "a": 1 }\n', Buffer.from(bytes)]);
    expect(rest).toEqual(['the cable is out', ['one\n'], 'the cable is out']);
    await recorder.save();
    const as = 'as it was recorded: the cable is out';
    expect(await tell(Client.of((await replay(own)).service))).toEqual([line, sent, as, ['one\n'], as]);
  });

  test('fails with the code and the cause that it was recorded with, so that what branches on them does the same', async () => {
    const own = join(folder, 'failures.recording.json');
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const failures = [new TransportError('https://example.com', reset), new KubeError('deadline', 'no answer in 1 s'), new Error('plain')];
    const answers: Service = ({ path }) => Promise.reject(failures[Number(path.slice(1))] ?? new Error('not asked'));
    const tell = (client: Client): Promise<unknown[]> =>
      Promise.all(failures.map((_, at) => client.text('GET', `/${at}`).catch((error: unknown) => error)));
    await using recorder = record(own);
    await tell(Client.of(stack(answers, [recorder.layer])));
    await recorder.save();
    const [lost, late, plain] = await tell(Client.of((await replay(own)).service));
    expect(isTransportError(lost) && [lost.server, lost.reason, lost.message]).toEqual([
      'https://example.com',
      'ECONNRESET',
      'cannot reach the Kubernetes API at https://example.com: read ECONNRESET',
    ]);
    expect([codeOf(late), messageOf(late)]).toEqual(['deadline', 'as it was recorded: no answer in 1 s']);
    expect([codeOf(plain), messageOf(plain)]).toEqual(['recording', 'as it was recorded: plain']);
  });

  const request = { method: 'GET', path: '/a', headers: {} };
  test.each<[string, string, string]>([
    ['is cut off', '{"version":1,"exchanges":[\n{"request":', 'is no recording of version 1: it is no whole JSON; record it again'],
    ['is of another version', '{"version":2}', 'is no recording of version 1; record it again'],
    ...[
      { request: { ...request, method: undefined }, answer: { left: true } },
      { request: { ...request, body: 'text' }, answer: { left: true } },
      { request, answer: {} },
      { request, answer: { status: 200 } },
      { request, answer: { status: 200, headers: {}, chunks: 'x', open: true } },
      { request, answer: { status: 200, headers: {}, chunks: [{ after: 0 }], open: true } },
      { request, answer: { status: 200, headers: {}, body: { text: 5 } } },
      { request, answer: { error: 5 } },
      { request, answer: { error: 'x', code: 5 } },
      { request, answer: { status: 200, headers: {}, chunks: [], open: false, broke: 'x' } },
    ].map((wrong): [string, string, string] => [
      `holds ${JSON.stringify(wrong)}`,
      JSON.stringify({ version: 1, exchanges: [{ request, answer: { left: true } }, wrong] }),
      'is no recording of version 1: number 1 of its exchanges is none; record it again',
    ]),
  ])('is refused where the file %s', async (_what, text, words) => {
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, text);
    const error: unknown = await replay(wrong).catch((reason: unknown) => reason);
    expect([codeOf(error), messageOf(error)]).toEqual(['recording', `${wrong} ${words}`]);
  });

  test('that is not there, or cannot be written, is told of with its file', async () => {
    expect(await replay(join(folder, 'missing.json')).catch(messageOf)).toMatch(
      /missing\.json cannot be read \(ENOENT\); record it first$/,
    );
    expect(await record(join(file, 'below.json')).save().catch(codeOf)).toBe('recording');
  });
});
