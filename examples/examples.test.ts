import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ApiServer } from 'kube-testing';
import { command, root, run, runWords, type Run } from './run.js';

describe('examples/website', () => {
  test('tells the whole story on the in-process API server and ends by itself', async () => {
    const { code, stdout, stderr } = await run('examples/website/demo.ts');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    for (const line of [
      '1. A TypeScript interface becomes a CRD and a class',
      'websites.example.com is served',
      'ConfigMap web/home, Deployment web/home with 1 replica, DNS record www.example.com',
      'Ready=True',
      'Deployment web/home has 3 replicas',
      'the operator made it again: ConfigMap web/home',
      'the finalizer removed the DNS record www.example.com first',
      'All of it happened',
    ]) {
      expect(stdout).toContain(line);
    }
  });

  test('fails with both causes where there is no cluster to play on', async () => {
    const env = { ...process.env, KUBECONFIG: '/nowhere/kubeconfig', KUBERNETES_SERVICE_HOST: '', KUBERNETES_SERVICE_PORT: '' };
    const { code, stderr } = await run('examples/website/demo.ts', ['--cluster'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain('/nowhere/kubeconfig: there is no such file');
    expect(stderr).toContain('Set KUBECONFIG');
  });

  test('knows its arguments', async () => {
    const { code, stderr } = await run('examples/website/demo.ts', ['--clutser']);
    expect(code).toBe(1);
    expect(stderr).toContain('the demo knows no --clutser');
  });
});

describe('examples/client', () => {
  test.each([
    ['list', ['items: settings-0 settings-1 settings-2 settings-3 settings-4', 'selected: settings-0 settings-1 settings-2']],
    ['watch', ['ADDED settings {}', 'MODIFIED settings {"colour":"blue"}', 'DELETED settings {"colour":"blue"}']],
    ['apply', ['applied: 2 replicas', 'conflict: .spec.replicas', 'forced: 5 replicas', 'managers: autoscaler example']],
    [
      'patch',
      ['merge: {"colour":"blue","shape":"round"}', 'json: {"colour":"red","shape":"round"}', 'strategic: proxy web', 'upsert: 3 visits'],
    ],
    ['dynamic', ['cm: ConfigMap, Namespaced, 1 of ours', 'deploy: Deployment, Namespaced, 0 of ours', 'gateways: not served here']],
    [
      'secrets',
      [
        'stored: password user, as text in it: none',
        'decoded: web has a password of 5 letters',
        'changed: a password of 10 letters, beside 2 others',
      ],
    ],
    ['in-cluster', ['server: https://127.0.0.1, namespace: default', 'credentials: token-file', 'created: default/from-the-pod']],
    [
      'errors',
      ['missing: not found', 'outdated: changed meanwhile', 'invalid: invalid: metadata.name', 'misspelt: never sent', 'find: undefined'],
    ],
    ['layer', ['outside: GET 429', 'each try: GET 429', 'each try: GET 200', 'each call: GET 200']],
    ['proxy', ['kube-system: Active', 'watch: ADDED', 'ways through the proxy: ', 'without a password: true']],
    [
      'tracing',
      [
        'retry: list configmaps after 429',
        'sent with traceparent: true',
        '  span: GET /api/v1/namespaces/{namespace}/configmaps/{name} 404',
      ],
    ],
    ['transport', ['live: {"colour":"blue"}', 'played: {"colour":"blue"}', 'not on the tape: true']],
    [
      'record',
      ['live: ADDED settings', 'a secret in the file: false', 'played: ADDED settings', 'not asked for: 0', 'another call: recording'],
    ],
    [
      'diff',
      [
        '-  colour: blue\n+  colour: red\n',
        "-  password: '*** (before)'\n+  password: '*** (after)'\n",
        'ConfigMap settings: pruned',
        'settings: gone',
      ],
    ],
  ])('%s shows what it says, on the in-process API server', async (name, lines) => {
    const { code, stdout, stderr } = await run(`examples/client/${name}.ts`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of lines) expect(stdout).toContain(line);
  });
});

describe('examples/runtime', () => {
  test.each([
    ['watch-changes', ['init-done', 'web is Pending', 'web is Running', 'delete web']],
    ['watch-any', ['cm: ConfigMap of v1', 'PartialObjectMetadata settings {"colour":"blue"}']],
    ['watch-many', ['Deployment web, 2 replicas', 'ConfigMap settings', 'Normal Checked of settings: all is well']],
    ['reflector', ['of web: web-0 web-1', 'on node-1: db-0 web-0', 'web-0 is on node-1', 'apply web-2: 4 pods now']],
    ['shared-watch', ['one reconciles settings', 'two reconciles settings', 'who came late hears: applied settings', 'watches: 1']],
    ['broken-watch', ['etcdserver: request timed out', 'too old resource version', 'complete: with settings']],
    ['unexpected-objects', ['wall is well', 'door: data.colour: Required value']],
    ['secret-syncer', ['copied password: user word', 'removed the copy of password', 'copies left: 0']],
    ['rights', ['asked:\n[\n  {apiGroups: [""], resources: [configmaps], verbs: [list, watch]}']],
  ])('%s shows what it says, on the in-process API server', async (name, lines) => {
    const { code, stdout, stderr } = await run(`examples/runtime/${name}.ts`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of lines) expect(stdout).toContain(line);
  });
});

describe('examples/versions', () => {
  test('creates an object in one version and reads it in another', async () => {
    const { code, stdout } = await run('examples/versions/main.ts');
    expect(code).toBe(0);
    expect(stdout).toBe('versions: v1 (stored), v1beta1\nread as example.com/v1: water in litre\n');
  });
});

describe('examples/events', () => {
  test('tells what happened, and how often', async () => {
    const { code, stdout, stderr } = await run('examples/events/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n').sort()).toEqual([
      'Normal Checked on ConfigMap/settings: the colour is known (once)',
      'Warning UnknownColour on ConfigMap/broken: there is no colour greenish (3 times)',
    ]);
  });
});

describe('examples/third-party', () => {
  test('uses the kind of a product by a class that was imported, and is held to its rules', async () => {
    const { code, stdout, stderr } = await run('examples/third-party/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [opened, refused] = stdout.trim().split('\n');
    expect(opened).toBe('web: web.example.com over http, web × 1');
    expect(refused).toMatch(/^refused: .*a tcp tunnel has one backend/);
  });
});

describe('examples/writes', () => {
  test('hands out each number once, whatever the watch has brought by then', async () => {
    const { code, stdout, stderr } = await run('examples/writes/read.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      'ticket 1, 0 before it',
      'ticket 2, 1 before it',
      'ticket 3, 2 before it',
      'all 3 are in the cache',
    ]);
  });
});

describe('examples/writes/children', () => {
  test('makes, changes and removes what is listed', async () => {
    const { code, stdout, stderr } = await run('examples/writes/children.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n').sort()).toEqual([
      'created tenant-blue',
      'created tenant-green',
      'created tenant-red',
      'pruned tenant-blue',
      'updated tenant-red',
    ]);
  });
});

describe('examples/caches/owned', () => {
  test('reads what a website owns, and of pods some fields, from caches', async () => {
    const { code, stdout, stderr } = await run('examples/caches/owned.ts');
    expect([code, stderr]).toEqual([0, '']);
    for (const line of [
      'home: no pods yet',
      'home: home-0 Pending on node-1, home-1 Pending on node-2',
      'home: home-0 Running on node-1, home-1 Pending on node-2',
      'requests for it: 0',
      'refused: cannot replace default/home-0: a cache kept only some of its fields',
    ])
      expect(stdout).toContain(line);
  });
});

describe('examples/writes/hot-loop', () => {
  test('names the field that wakes the reconcile', async () => {
    const { code, stdout, stderr } = await run('examples/writes/hot-loop.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('.data.lastSeen of configmaps default/clock changes each time\n');
  });
});

describe('examples/writes/pace', () => {
  test('calls once for many changes, and for all when a setting changes', async () => {
    const { code, stdout, stderr } = await run('examples/writes/pace.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual(['wall: coat 0, white', 'wall: coat 3, white', 'wall: coat 3, blue']);
  });
});

describe('examples/leader', () => {
  test('lets one replica work, and the other when the first has ended', async () => {
    const { code, stdout, stderr } = await run('examples/leader/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => !line.includes('sees'))).toEqual([
      'greeted by the first',
      'after the first: nobody',
      'greeted by the second',
      'the lease changed hands 1 time',
      '',
    ]);
    expect(stdout).toContain('second sees that first leads');
  });
});

describe('examples/sharding', () => {
  test('shares the objects, and hands them over', async () => {
    const { code, stdout, stderr } = await run('examples/sharding/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [alone, both, other] = stdout.split('\n');
    expect(alone).toBe('alone: 20 of the first, 0 of the second');
    const [, first, second] = /^together: (\d+) of the first, (\d+) of the second$/.exec(both ?? '') ?? [];
    expect(Number(first) + Number(second)).toBe(20);
    expect(Number(first)).toBeGreaterThan(0);
    expect(Number(second)).toBeGreaterThan(0);
    expect(other).toBe('alone again: 0 of the first, 20 of the second');
  });
});

describe('examples/daemons', () => {
  test('works for an object while it is there, and hears of it from outside', async () => {
    const { code, stdout, stderr } = await run('examples/daemons/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 3).sort()).toEqual(['looks after settings now and then', 'reconciles settings', 'watches over settings']);
    expect(lines.slice(3)).toEqual(['a POST, answered with 202, had it reconciled once more', 'leaves settings']);
  });
});

describe('examples/login', () => {
  test('logs in once by a plugin, which is told of the cluster, and shows no secret', async () => {
    const { code, stdout, stderr } = await run('examples/login/main.ts');
    expect(stderr).toMatch(/^plugin: a login to https:\/\/127\.0\.0\.1:\d+\n$/); // the plugin's own, once
    expect(stdout).toContain('"args":"(hidden)"');
    expect(stdout).toMatch(/5 calls answered after one login, in context \S+\n$/);
    expect(code).toBe(0);
  });
});

describe('examples/webhook', () => {
  test('fills in, warns, refuses and converts, in rehearsal', async () => {
    const { code, stdout, stderr } = await run('examples/webhook/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      'MutatingWebhookConfiguration: mutate.routes.example.com',
      'ValidatingWebhookConfiguration: validate.routes.example.com',
      'shop: {"listener":{"host":"shop.example.com","port":443}}',
      'warning: ada should not serve old.example.com without TLS',
      'old: {"listener":{"host":"old.example.com","port":80},"owner":"Ada"}',
      expect.stringMatching(/^foreign: Route\.example\.com "foreign" is invalid: spec\.listener\.host: .* not one of ours$/),
      'moved: the host of a route cannot change',
      'old in v1beta1: {"host":"old.example.com","port":80}, and back: {"listener":{"host":"old.example.com","port":80},"owner":"Ada"}',
    ]);
  });
});

describe('examples/operator', () => {
  test('passes its own tests, in its own test runner', async () => {
    const folder = 'examples/operator/src';
    const files = (await readdir(join(root, folder))).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
    const { code, stdout } = await runWords([...command, '--test', '--test-reporter=tap', ...files]);
    expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(15);
  }, 90_000);
});

describe('examples/observed', () => {
  test('logs each reconcile and its failure once, and answers a kubelet and Prometheus', async () => {
    const { code, stdout, stderr } = await run('examples/observed/main.ts');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of [
      'INFO  painting controller=painter namespace=default name=wall … colour=red attempt=1',
      'ERROR reconciling ConfigMap default/wall failed (try 1; trying again in 5 ms): the pot is empty controller=painter',
      'INFO  painting controller=painter namespace=default name=wall … colour=red attempt=2',
      '[+]controller-painter ok\nreadyz check passed',
      'controller_runtime_reconcile_errors_total{controller="painter"} 1',
      'workqueue_retries_total{name="painter",controller="painter"} 1',
      'red: wall',
    ])
      expect(stdout).toContain(line);
    expect(stdout.match(/the pot is empty/g)).toHaveLength(1);
  });
});

describe('examples/kubectl', () => {
  jest.setTimeout(90_000); // each command is a process
  let server: ApiServer;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    server = await ApiServer.start();
    folder = await mkdtemp(join(tmpdir(), 'kube-kubectl-'));
    env = { ...process.env, KUBECONFIG: join(folder, 'kubeconfig') };
    await (await server.listen()).writeKubeconfig(join(folder, 'kubeconfig'));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const kubectl = (words: string, input = ''): Promise<Run> => run('examples/kubectl/main.ts', words.split(' '), { env, input });
  const site = (colour: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: site}}
data: {colour: ${colour}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: nginx, labels: {app: site}}
spec:
  replicas: 2
  selector: {matchLabels: {app: site}}
  template: {metadata: {labels: {app: site}}, spec: {containers: [{name: web, image: nginx}]}}
`;

  test('applies a manifest, says what another would change, and deletes what is in it', async () => {
    expect(await kubectl('apply -f -', site('blue'))).toEqual({
      code: 0,
      stdout: 'configmap/settings created\ndeployment.apps/nginx created\n',
      stderr: '',
    });
    const { code, stdout } = await kubectl('diff -f -', site('red'));
    expect([code, stdout]).toEqual([1, expect.stringContaining('-  colour: blue\n+  colour: red\n')]);
    expect((await kubectl('diff -f -', site('blue'))).code).toBe(0);
    expect((await kubectl('delete -f -', site('blue'))).stdout).toBe('deployment.apps/nginx deleted\nconfigmap/settings deleted\n');
    expect(await kubectl('delete cm/settings')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('"settings" not found'),
    });
    expect(await kubectl('delete cm settings --ignore-not-found')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('shows kinds under any of their names, as a table of the server, as names, YAML and JSON', async () => {
    await kubectl('apply -f -', site('blue'));
    const { stdout: table } = await kubectl('get deploy,cm -l app=site');
    expect(table).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nnginx +0\/2 +0 +0 +\S+\n\nNAME +DATA +AGE\nsettings +1 +\S+\n$/);
    expect((await kubectl('get ConfigMap -A -l app=site')).stdout).toMatch(/^NAMESPACE +NAME +DATA +AGE\ndefault +settings +1 +\S+\n$/);
    expect((await kubectl('get deployments.apps -o name')).stdout).toBe('deployment.apps/nginx\n');
    expect((await kubectl('get cm/settings -o yaml')).stdout).toContain('data:\n  colour: blue\n');
    expect(JSON.parse((await kubectl('get cm/settings deploy/nginx -o json')).stdout)).toMatchObject({
      kind: 'List',
      items: [{ kind: 'ConfigMap' }, { kind: 'Deployment' }],
    });
    expect((await kubectl('get pods')).stderr).toBe('No resources found in default namespace.\n');
  });

  test('says what is wrong with a command line', async () => {
    expect((await kubectl('got pods')).stderr).toContain('there is no command "got"');
    expect((await kubectl('get gateways')).stderr).toContain('the server serves no "gateways"');
    expect((await kubectl('get pods --al')).stderr).toContain("Unknown option '--al'");
  });
});
