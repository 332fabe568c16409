import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { authority, type Authority } from '../../../test/certificates.js';
import { Client } from '../../client/client.js';
import type { Config, CredentialsConfig } from '../../config/types.js';
import type { KubeRequest } from '../../request/http.js';
import { respond } from '../../request/http.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'exec-plugin-'));
});
afterAll(() => rm(directory, { recursive: true }));

const api = 'client.authentication.k8s.io/v1';
let programs = 0;

type Exec = CredentialsConfig & { readonly type: 'exec' };

/** A plugin that runs a script, which finds `$RUNS`, a file that grows by a line with each run. */
async function program(script: string, more: Partial<Exec> = {}): Promise<Exec & { readonly runs: () => Promise<number> }> {
  const command = join(directory, `login-${programs++}`);
  const runs = `${command}.runs`;
  await writeFile(runs, '');
  await writeFile(command, `#!/bin/sh\necho run >> ${runs}\nRUN=$(wc -l < ${runs} | tr -d ' ')\n${script}\n`, { mode: 0o755 });
  const counted = async (): Promise<number> => (await readFile(runs, 'utf8')).split('\n').length - 1;
  const plugin: Exec = { type: 'exec', apiVersion: api, command, interactiveMode: 'Never', ...more };
  // A field that is enumerable would be an option that there is not.
  return Object.defineProperty(plugin, 'runs', { value: counted }) as Exec & { readonly runs: () => Promise<number> };
}

const token = (text: string): string => `echo '{"apiVersion":"${api}","status":{"token":"'${text}'"}}'`;
const configOf = (credentials: CredentialsConfig): Config => ({ server: 'https://h', defaultNamespace: 'default', tls: {}, credentials });

/** A client whose server takes the tokens that are good. */
function clientOf(
  config: Config,
  isGood: (header: unknown) => boolean = () => true,
): { readonly client: Client; readonly sent: unknown[] } {
  const sent: unknown[] = [];
  const transport = (request: KubeRequest) => {
    sent.push(request.headers['authorization']);
    return Promise.resolve(isGood(request.headers['authorization']) ? respond(200, 'fine') : respond(401, '{}'));
  };
  return { client: Client.from(config, { transport }), sent };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a credential plugin', () => {
  test('runs once for all the calls of all the clients of a configuration', async () => {
    const plugin = await program(`sleep 0.1; ${token('t')}`);
    const config = configOf(plugin);
    const [one, other] = [clientOf(config), clientOf({ ...config, impersonate: { user: 'jane' } })];
    await Promise.all([one, other].flatMap(({ client }) => Array.from({ length: 10 }, () => client.text('GET', '/api'))));
    expect(new Set([...one.sent, ...other.sent])).toEqual(new Set(['Bearer t']));
    expect(await plugin.runs()).toBe(1);
  });

  test('runs again after a 401, and the call is repeated once', async () => {
    const plugin = await program(token('t$RUN'));
    const { client, sent } = clientOf(configOf(plugin), (header) => header === 'Bearer t2');
    expect(await client.text('GET', '/api')).toBe('fine');
    expect(sent).toEqual(['Bearer t1', 'Bearer t2']);
    await client.text('GET', '/api');
    expect(await plugin.runs()).toBe(2);
  });

  test('that has nothing new leaves the 401 as the answer', async () => {
    const plugin = await program(token('same'));
    const { client, sent } = clientOf(configOf(plugin), () => false);
    await expect(client.text('GET', '/api')).rejects.toMatchObject({ code: 'api', status: { code: 401 } });
    expect(sent).toEqual(['Bearer same']);
  });

  test('does not run for a call that brings its own authorization', async () => {
    const plugin = await program(token('t'));
    const { client } = clientOf(configOf(plugin));
    await client.text('GET', '/api', { headers: { authorization: 'Own x' } });
    expect(await plugin.runs()).toBe(0);
  });

  test('is not waited for by a call that aborts or a client that closes, and is ended', async () => {
    const stopped = join(directory, 'stopped');
    const plugin = await program(`trap 'kill $!; echo stopped > ${stopped}; exit 1' TERM; sleep 60 & wait`);
    const { client } = clientOf(configOf(plugin));
    const aborted = client.text('GET', '/api', { signal: AbortSignal.timeout(50) });
    const closed = failure(client.text('GET', '/api'));
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
    while ((await plugin.runs()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await client.close();
    expect(await closed).toMatchObject({ code: 'closed' });
    for (let left = 200; left > 0; left--) {
      if ((await readFile(stopped, 'utf8').catch(() => '')) !== '') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await readFile(stopped, 'utf8')).toBe('stopped\n');
  });

  test('that takes too long is stopped', async () => {
    const plugin = await program('exec sleep 60', { timeoutSeconds: 0.2 });
    await expect(clientOf(configOf(plugin)).client.text('GET', '/api')).rejects.toMatchObject({
      code: 'exec-plugin',
      message: `the credential plugin "${plugin.command}" did not end within 0.2 s and was stopped`,
    });
  });

  test('that is missing is an error with the hint of how to install it, without colours', async () => {
    const missing: Exec = { type: 'exec', apiVersion: api, command: 'kube-no-such-login', interactiveMode: 'Never' };
    await expect(
      clientOf(configOf({ ...missing, installHint: '\u001b[31mGet it\u001b[0m at\nexample.com\u0007' })).client.text('GET', '/'),
    ).rejects.toMatchObject({
      code: 'exec-plugin',
      message: 'the credential plugin "kube-no-such-login" is not there, or cannot be run.\n\nGet it at\nexample.com\n',
    });
    await expect(clientOf(configOf(missing)).client.text('GET', '/')).rejects.toThrow('Install it, or put its folder into PATH.');
  });

  test.each<{ readonly what: string; readonly script: string; readonly more?: Partial<Exec> }>([
    { what: 'what it wrote, where that is nothing known', script: 'echo "hunter2"' },
    { what: 'a token that no header can hold', script: token('hunter2\\\\n') },
    { what: 'a token that is no text', script: `echo '{"apiVersion":"${api}","status":{"token":["hunter2"]}}'` },
    { what: 'its output, where it fails', script: `echo hunter2; exit 3` },
    { what: 'its version', script: `echo '{"apiVersion":"hunter2","status":{}}'` },
    { what: 'its kind', script: `echo '{"apiVersion":"${api}","kind":"hunter2","status":{}}'` },
    { what: 'its time', script: `echo '{"apiVersion":"${api}","status":{"token":"t","expirationTimestamp":"hunter2"}}'` },
    { what: 'a key', script: `echo '{"apiVersion":"${api}","status":{"clientKeyData":"hunter2"}}'` },
    { what: 'bad YAML', script: 'printf "a: [hunter2\\nb: {"' },
    { what: 'its arguments and environment', script: 'exit 1', more: { args: ['hunter2'], env: { PASSWORD: 'hunter2' } } },
    { what: 'its arguments, where it does not start', script: '', more: { command: join(tmpdir(), 'nowhere'), args: ['hunter2'] } },
  ])('never shows $what', async ({ script, more }) => {
    const { client } = clientOf(configOf(await program(script, more)));
    const error = await failure(client.text('GET', '/api'));
    expect(error).toMatchObject({ code: expect.stringMatching(/^(exec-plugin|header)$/) });
    expect(inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error)).not.toContain('hunter2');
    expect(inspect(client, { depth: Infinity, showHidden: true })).not.toContain('hunter2');
  });
});

describe('a client certificate of a plugin', () => {
  let root: Authority;
  beforeAll(async () => {
    root = await authority('root');
  });

  test('is renewed after a 401, on new connections of the same client', async () => {
    const server = await root.issue({ name: 'server', hosts: ['127.0.0.1'] });
    const answers = await Promise.all(
      ['first', 'second'].map(async (name) => {
        const { certificate, key } = await root.issue({ name });
        return JSON.stringify({ apiVersion: api, status: { clientCertificateData: certificate, clientKeyData: key } });
      }),
    );
    for (const [index, answer] of answers.entries()) await writeFile(join(directory, `answer-${index + 1}`), answer);
    const seen: unknown[] = [];
    const subjects = new WeakMap<object, string | undefined>();
    const listening = createServer(
      { cert: server.certificate, key: server.key, ca: root.certificate, requestCert: true },
      (request, response) => {
        const subject = subjects.get(request.socket);
        seen.push(subject);
        response.statusCode = subject === 'CN=second' ? 200 : 401;
        response.end('{}');
      },
    );
    listening.on('secureConnection', (socket) => subjects.set(socket, socket.getPeerX509Certificate()?.subject));
    await once(listening.listen(0, '127.0.0.1'), 'listening');
    const plugin = await program(`cat ${directory}/answer-$RUN`);
    const { port } = listening.address() as AddressInfo;
    const tls = { ca: { data: root.certificate } };
    const client = Client.from({ ...configOf(plugin), server: `https://127.0.0.1:${port}`, tls });
    try {
      expect(await client.text('GET', '/api')).toBe('{}');
      expect(await client.text('GET', '/api')).toBe('{}');
      expect(seen).toEqual(['CN=first', 'CN=second', 'CN=second']);
      expect(await plugin.runs()).toBe(2);
    } finally {
      await client.close();
      listening.closeAllConnections();
      listening.close();
    }
  });
});
