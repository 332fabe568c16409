import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, Config } from 'kube-core';
import { Namespace, Pod } from 'kube-core/k8s';
import { wait } from 'kube-core/ops';
import { FaultProxy } from '../../src/faults/fault-proxy.js';
import type { Harm } from '../../src/faults/network-fault.js';

describe('a log that is followed over a network that fails, to the end of its container', () => {
  const namespace = `faults-logs-${randomUUID().slice(0, 8)}`;
  const count = 200;
  let direct: Client;
  let proxy: FaultProxy;
  let client: Client;

  beforeAll(async () => {
    const config = await Config.infer();
    direct = Client.from(config);
    await Api.all(direct, Namespace).create({ metadata: { name: namespace } });
    proxy = await FaultProxy.start(config);
    client = Client.from(proxy.config);
  });
  afterAll(async () => {
    await Api.namespaced(direct, Pod, namespace).deleteCollection({ gracePeriodSeconds: 0 });
    await Api.all(direct, Namespace).delete(namespace);
    await client.close();
    await proxy.close();
    await direct.close();
  });

  /** Prints numbered lines, many within each second: servers go back to whole seconds. */
  async function printing(name: string): Promise<void> {
    const script = `i=0; while test $i -lt ${count}; do i=$((i+1)); echo "line $i"; sleep 0.03; done`;
    const containers = [{ name: 'main', image: 'localhost/busybox:test', imagePullPolicy: 'Never', command: ['sh', '-c', script] }];
    const pods = Api.namespaced(direct, Pod, namespace);
    const own = { nodeName: 'node-1', hostNetwork: true, terminationGracePeriodSeconds: 0, automountServiceAccountToken: false };
    await pods.create({ metadata: { name }, spec: { ...own, restartPolicy: 'Never', containers } });
    await wait(pods, name, { for: (pod) => !['', 'Pending'].includes(pod?.status?.phase ?? ''), timeoutMs: 60_000 });
  }

  test.each<Harm>(['reset', 'end', 'half-close', 'bad-chunk'])(
    'has each line once, in order, though its connections meet %s and the server is down for a moment',
    async (harm) => {
      await printing(harm);
      const before = proxy.requests.length;
      proxy.fail({ harm, when: 'body', on: { path: /\/log\?/ }, times: 2 });
      const read: string[] = [];
      for await (const line of Api.namespaced(client, Pod, namespace).logLines(harm, { follow: true }))
        if (read.push(line) % 60 === 0) {
          await proxy.down(); // resets the connection in the middle of what comes
          await proxy.up();
        }
      expect(read).toEqual(Array.from({ length: count }, (_, at) => `line ${at + 1}`));
      const asked = proxy.requests.slice(before).filter(({ path }) => path.includes('/log?'));
      expect(asked.filter(({ met }) => met === harm)).toHaveLength(2);
      expect(asked.some(({ path }) => path.includes('sinceTime='))).toBe(true);
    },
  );
});
