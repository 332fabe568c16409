import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, codeOf, isNotFound } from 'kube-core';
import { Deployment, Service } from 'kube-core/k8s';
import { forward, untilRolledOut, type Forward } from 'kube-core/ops';
import { openStage, type Stage } from '../streams/stage.js';

const port = 30_500 + Math.floor(Math.random() * 1000); // the node's own network
const labels = { app: 'web' };
let stage: Stage;

beforeAll(async () => {
  stage = await openStage('forward');
  const { client, namespace } = stage;
  const serve = `mkdir -p /tmp/www; head -c 300000 /dev/zero | tr '\\0' x > /tmp/www/big; echo $HOSTNAME > /tmp/www/index.html; until httpd -f -p ${port} -h /tmp/www; do sleep 0.1; done`; // the pod before may still have the port
  const main = {
    name: 'main',
    image: 'localhost/busybox:test',
    imagePullPolicy: 'Never',
    command: ['sh', '-c', serve],
    ports: [{ name: 'http', containerPort: port }],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
  };
  const spec = { nodeName: 'node-1', hostNetwork: true, terminationGracePeriodSeconds: 0, automountServiceAccountToken: false };
  await Api.namespaced(client, Deployment, namespace).create({
    metadata: { name: 'web' },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...spec, containers: [main] } },
    },
  });
  const ports = [{ name: 'plain', port: 80, targetPort: 'http' }];
  await Api.namespaced(client, Service, namespace).create({ metadata: { name: 'web' }, spec: { selector: labels, ports } });
  await untilRolledOut(Api.namespaced(client, Deployment, namespace), 'web');
});
afterAll(async () => stage[Symbol.asyncDispose]());

const url = ({ ports }: Forward, path: string): string => `http://127.0.0.1:${ports[0]?.local}${path}`;
const get = async (opened: Forward, path: string): Promise<string> => (await fetch(url(opened, path))).text();

describe('a port that is forwarded', () => {
  test.each([
    ['a service, by number', 'service/web', ':80'],
    ['a service, by name', 'svc/web', ':plain'],
    ['a Deployment, by the name in its pods', 'deployment/web', ':http'],
  ])('of %s answers HTTP, on 20 connections at a time, whole', async (_what, target, ports) => {
    await using opened = await forward(stage.client, target, { ports, namespace: stage.namespace });
    expect((await get(opened, '/')).trim()).not.toBe('');
    const answers = await Promise.all(Array.from({ length: 20 }, async () => get(opened, '/big')));
    expect(answers.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 300_000));
  });

  test('goes on with the next pod when its own is deleted', async () => {
    const pods: string[] = [];
    const { client, namespace } = stage;
    const onProgress = ({ state, pod }: { readonly state: string; readonly pod: string }): void => {
      if (state === 'forwarding') pods.push(pod);
    };
    await using opened = await forward(client, 'svc/web', { ports: ':80', namespace, onProgress });
    expect(await get(opened, '/big')).toHaveLength(300_000);
    await stage.pods.delete(opened.pod, { gracePeriodSeconds: 0 });
    expect(await get(opened, '/big')).toHaveLength(300_000);
    expect([new Set(pods).size, opened.pod]).toEqual([2, pods[1]]);
  });

  test('is none for a target that is not there, and for a port here that is in use', async () => {
    const { client, namespace } = stage;
    expect(isNotFound(await forward(client, 'svc/nobody', { ports: 80, namespace }).catch((error: unknown) => error))).toBe(true);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const taken = typeof address === 'object' ? address?.port : undefined;
    expect(await forward(client, 'svc/web', { ports: `${taken}:80`, namespace }).catch(codeOf)).toBe('port-forward');
    server.close();
  });

  test('tells why where nothing listens in the pod', async () => {
    const { client, namespace } = stage;
    let onFailure: (error: unknown) => void = () => undefined;
    const told = new Promise((resolve) => (onFailure = resolve));
    await using opened = await forward(client, 'deploy/web', { ports: ':1', namespace, onFailure });
    await expect(fetch(url(opened, '/'))).rejects.toThrow();
    expect(await told).toMatchObject({ code: 'port-forward', message: expect.stringContaining('port 1 of the pod cannot be reached') });
  });
});
