/**
 * A release of the operator, made in a folder of its own from the example as it stands: {@link release}. Its kustomization is one over `deploy`, for
 * a node that has no registry, no network of pods and no proxy of Services.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonPatch } from 'kube-core';
import { stringify } from 'yaml';
import { root } from '../../run.js';

const example = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'examples/node_modules');

/** What the manifests for a node say of it. */
export interface Machine {
  /** Where the API server is, as a pod on the network of the host sees it. */
  readonly server: URL;
  /** The port that plays the Service. */
  readonly service: number;
  /** The folder in which pods find their ports, and leave word of them. */
  readonly slots: string;
  /** The folder with Node and what it loads. */
  readonly node: string;
}

/** @returns the folder to hand to `kubectl apply -k`. */
export function release(version: string, storage: 'v1beta1' | 'v1', machine: Machine): string {
  const folder = mkdtempSync(join(tmpdir(), `hosting-operator-${version}-`));
  chmodSync(folder, 0o755); // the program is nobody of this machine
  cpSync(example, folder, { recursive: true, filter: (path) => !path.includes('node_modules') && path !== join(example, 'cluster') });
  symlinkSync(modules, join(folder, 'node_modules'));
  rewrite(join(folder, 'package.json'), /"version": ".*?"/, `"version": "${version}"`);
  build(folder);
  const crds = join(folder, 'deploy/generated/crds');
  for (const file of readdirSync(crds).filter((name) => name.includes('_sites'))) store(join(crds, file), storage);
  mkdirSync(join(folder, 'node'));
  writeFileSync(join(folder, 'start.sh'), start);
  writeFileSync(join(folder, 'node/kustomization.yaml'), stringify(overlay(folder, machine)));
  return join(folder, 'node');
}

/** As `npm run build` does it, on the sources of this workspace. */
function build(folder: string): void {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { build: command } = (manifest as { scripts: { build: string } }).scripts; // of the example
  const PATH = [join(modules, '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  execFileSync('sh', ['-c', `${command} --conditions=kube-source --log-level=warning`], { cwd: folder, env: { ...process.env, PATH } });
}

/** The version that objects are stored in: exactly one is. */
function store(crd: string, storage: string): void {
  let version = '';
  const lines = readFileSync(crd, 'utf8').split('\n');
  const changed = lines.map((line) => {
    version = /^ {4}(?:  |- )name: (v\w+)$/.exec(line)?.[1] ?? version;
    return line.replace(/^(\s+storage:) .*/, `$1 ${version === storage}`);
  });
  writeFileSync(crd, changed.join('\n'));
}

/** Takes the first ports that are free, leaves word of them, and becomes the program: process 1, as in the image. */
const start = `n=0
until mkdir /slots/$n.taken 2>/dev/null; do n=$((n+1)); done
read HEALTH_PORT METRICS_PORT WEBHOOK_PORT </slots/$n
export HEALTH_PORT METRICS_PORT WEBHOOK_PORT
cp /slots/$n /slots/$POD_NAME
exec /usr/bin/node --enable-source-maps /app/main.mjs
`;

const probe = (page: string): object => ({
  command: ['sh', '-c', `read port rest </slots/$POD_NAME && wget -q -O /dev/null http://127.0.0.1:$port/${page}`],
});

function overlay(folder: string, { server, service, slots, node }: Machine): object {
  const pod = '/spec/template/spec';
  const container = `${pod}/containers/0`;
  const mounts = {
    program: [join(folder, 'dist/main.js'), '/app/main.mjs'],
    start: [join(folder, 'start.sh'), '/app/start.sh'],
    node: [process.execPath, '/usr/bin/node'],
    libraries: [join(node, 'lib'), '/lib'],
    loader: [join(node, 'lib64'), '/lib64'],
    slots: [slots, '/slots'],
  };
  const deployment: JsonPatch[] = [
    { op: 'add', path: `${pod}/hostNetwork`, value: true },
    { op: 'add', path: `${pod}/nodeName`, value: 'node-1' },
    { op: 'add', path: `${pod}/securityContext/runAsUser`, value: 65532 }, // of the image that is not there
    { op: 'add', path: `${container}/imagePullPolicy`, value: 'Never' },
    { op: 'add', path: `${container}/command`, value: ['sh', '/app/start.sh'] },
    { op: 'add', path: `${container}/env/-`, value: { name: 'KUBERNETES_SERVICE_HOST', value: server.hostname } },
    { op: 'add', path: `${container}/env/-`, value: { name: 'KUBERNETES_SERVICE_PORT', value: server.port } },
    { op: 'remove', path: `${container}/ports` },
    ...['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((name): JsonPatch[] => [
      { op: 'remove', path: `${container}/${name}/httpGet` },
      { op: 'add', path: `${container}/${name}/exec`, value: probe(name === 'readinessProbe' ? 'readyz' : 'livez') },
      { op: 'add', path: `${container}/${name}/timeoutSeconds`, value: 10 }, // each is a process on a machine that does much else
    ]),
    {
      op: 'add',
      path: `${pod}/volumes`,
      value: [...Object.entries(mounts).map(([name, [path]]) => ({ name, hostPath: { path } })), token],
    },
    {
      op: 'add',
      path: `${container}/volumeMounts`,
      value: [
        ...Object.entries(mounts).map(([name, [, mountPath]]) => ({ name, mountPath, readOnly: name !== 'slots' })),
        { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
      ],
    },
  ];
  const toService = (...webhooks: readonly number[]): JsonPatch[] =>
    webhooks.map((at) => ({ op: 'replace', path: `/webhooks/${at}/clientConfig/service/port`, value: service }));
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['../deploy'],
    images: [{ name: 'registry.example.com/hosting-operator', newName: 'localhost/busybox', newTag: 'test' }],
    patches: [
      patch('Deployment', deployment),
      patch('Namespace', [{ op: 'replace', path: '/metadata/labels/pod-security.kubernetes.io~1enforce', value: 'privileged' }]),
      patch('Service', [{ op: 'replace', path: '/spec', value: { type: 'ExternalName', externalName: 'localhost' } }]),
      patch('MutatingWebhookConfiguration', toService(0)),
      patch('ValidatingWebhookConfiguration', toService(0, 1)),
      patch(
        'CustomResourceDefinition',
        [{ op: 'add', path: '/spec/conversion/webhook/clientConfig/service/port', value: service }],
        'sites.*',
      ),
    ],
  };
}

/** What an admission plugin adds to pods, which is off on some clusters for tests. */
const token = {
  name: 'token',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ],
  },
};

const patch = (kind: string, operations: readonly JsonPatch[], name = '.*'): object => ({
  target: { kind, name },
  patch: JSON.stringify(operations),
});

function rewrite(path: string, from: RegExp, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

/** Node is linked to libraries of the machine: a folder with these, as a container can mount it. */
export function nodeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hosting-operator-node-'));
  chmodSync(folder, 0o755);
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  for (const [path] of linked.matchAll(/\/lib\S*/g)) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to, { dereference: true });
  }
  return folder;
}
