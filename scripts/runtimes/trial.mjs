/**
 * What a client must do under every runtime, against the cluster of KUBECONFIG: `RUNTIME trial.mjs [POD]`. POD is `namespace/name` of a running
 * pod with a shell; without it, commands are left out. Prints one line a claim and leaves with 1 where one does not hold.
 */
import { deepStrictEqual } from 'node:assert';
import { setTimeout as wait } from 'node:timers/promises';
import { Api, Client } from 'kube-core';
import { ConfigMap, Namespace, Pod } from 'kube-core/k8s';

const limitMs = 15_000;
const client = await Client.tryDefault({ fieldManager: 'runtimes' });
const namespace = `runtimes-${Math.random().toString(36).slice(2, 8)}`;
await Api.all(client, Namespace).create({ metadata: { name: namespace } });
const maps = Api.namespaced(client, ConfigMap, namespace);

const abortsAfter = (ms) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), ms);
  return controller.signal;
};

async function firstOf(events, name) {
  for await (const event of events) if (event.type === 'ADDED' && event.object.metadata.name === name) return event.type;
  return 'ended';
}

const claims = {
  'applies an object': [async () => (await maps.apply({ metadata: { name: 'a' }, data: { k: 'v' } })).data, { k: 'v' }],
  'lists objects': [async () => (await maps.list({ labelSelector: '!nobody' })).items.filter(({ data }) => data?.k === 'v').length, 1],
  'watches what comes': [
    async () => {
      const seen = firstOf(maps.watch(), 'b');
      await wait(200);
      await maps.create({ metadata: { name: 'b' } });
      return seen;
    },
    'ADDED',
  ],
  'leaves a watch at a signal': [
    () => firstOf(maps.watch({ signal: abortsAfter(200) }), 'nobody').catch(({ message }) => message),
    'enough',
  ],
  'tells an error of the API': [() => maps.get('nobody').catch(({ code, status }) => [code, status?.reason]), ['api', 'NotFound']],
  'asks 200 times at once': [async () => (await Promise.all(Array.from({ length: 200 }, () => maps.get('a')))).length, 200],
};

const [podNamespace = '', name = ''] = (process.argv[2] ?? '').split('/');
const pods = podNamespace === '' ? undefined : Api.namespaced(client, Pod, podNamespace);
const input = Buffer.alloc(1024 * 1024, 'abcdefgh');
const commands = {
  'runs a command': [() => pods.run(name, ['sh', '-c', 'echo out; echo err >&2; exit 3']), { code: 3, stdout: 'out\n', stderr: 'err\n' }],
  'sends a command its input': [async () => (await pods.run(name, ['cat'], { stdin: input })).stdout === input.toString(), true],
  'is told why a command is refused': [() => pods.run('nobody', ['true']).catch(({ code }) => code), 'api'],
  'leaves a command at a signal': [
    () => pods.run(name, ['sleep', '30'], { signal: abortsAfter(200) }).catch(({ message }) => message),
    'enough',
  ],
};

async function holds(act, expected) {
  const late = wait(limitMs, undefined, { ref: false }).then(() => {
    throw new Error(`no answer for ${limitMs / 1000} s`);
  });
  deepStrictEqual(await Promise.race([act(), late]), expected);
}

for (const [claim, [act, expected]] of Object.entries({ ...claims, ...(pods !== undefined && commands) })) {
  try {
    await holds(act, expected);
    console.log(`  ${claim}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`  DOES NOT: ${claim}`, error);
  }
}
await Api.all(client, Namespace).delete(namespace);
await client.close();
