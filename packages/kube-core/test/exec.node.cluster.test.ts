import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, codeOf, isNotFound } from 'kube-core';
import { Pod } from 'kube-core/k8s';

const name = `exec-${process.pid}`;
const template: Pod = {
  metadata: { name },
  spec: {
    nodeName: 'node-1',
    hostNetwork: true,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: 'localhost/busybox:test', imagePullPolicy: 'Never', command: ['sleep', '600'] }],
  },
};

describe('a command in a real container', () => {
  let client: Client;
  let pods: Api<Pod>;
  beforeAll(async () => {
    client = await Client.tryDefault();
    pods = Api.namespaced(client, Pod, 'default');
    const { metadata } = await pods.create(template);
    if ((await pods.get(name)).status?.phase === 'Running') return;
    const signal = AbortSignal.timeout(60_000);
    for await (const event of pods.watch({ fieldSelector: `metadata.name=${name}`, resourceVersion: metadata.resourceVersion, signal })) {
      if (event.type === 'MODIFIED' && event.object.status?.phase === 'Running') return;
    }
    throw new Error(`${name} did not start`);
  });
  afterAll(async () => {
    await pods.delete(name);
    await client[Symbol.asyncDispose]();
  });

  test('gives its exit code and both outputs', async () => {
    expect(await pods.run(name, ['sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('reads its standard input to the end', async () => {
    const stdin = 'ä'.repeat(100_000);
    expect(await pods.run(name, ['wc', '-c'], { stdin })).toMatchObject({ code: 0, stdout: '200000\n' });
  });

  test('streams what it prints as it prints it', async () => {
    await using exec = await pods.exec(name, ['sh', '-c', 'echo one; sleep 0.3; echo two']);
    const pieces: string[] = [];
    for await (const piece of exec.stdout) pieces.push(Buffer.from(piece).toString());
    expect(pieces).toEqual(['one\n', 'two\n']);
    expect(await exec.exit).toEqual({ code: 0 });
  });

  test('stops being waited for when its signal aborts', async () => {
    const reason = new Error('enough');
    const abort = new AbortController();
    const running = pods.run(name, ['sleep', '600'], { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 300);
    await expect(running).rejects.toBe(reason);
  });

  test('is an error of the API when there is no such pod', async () => {
    expect(await pods.run(`${name}-none`, ['true']).catch(isNotFound)).toBe(true);
  });

  test('is an error of the API when there is no such program', async () => {
    expect(await pods.run(name, ['no-such-program']).catch(codeOf)).toBe('api');
  });
});
