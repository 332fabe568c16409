/**
 * Pods as a busy cluster has them, about 10 KB of JSON each once a server has added its managedFields, with the repetitions that real ones
 * have. Enter at {@link podOf}: the same number gives the same pod.
 */
import type { Pod } from 'kube-core/k8s';

const apps = ['checkout', 'cart', 'search', 'catalog', 'gateway', 'mailer', 'images', 'billing', 'worker', 'metrics'];

/** The namespaces that the pods are spread over. */
export const namespaces: readonly string[] = Array.from({ length: 37 }, (_, at) => `team-${at}`);

/** Letters and digits that depend on the seed alone. */
function hex(seed: number, length: number): string {
  let text = '';
  for (let state = seed >>> 0; text.length < length;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

const uid = (seed: number): string => hex(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** @param at - Which pod. */
export function podOf(at: number): Pod {
  const app = apps[at % apps.length] ?? 'app';
  const set = hex(Math.floor(at / 40), 10);
  const time = new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString().replace('.000', '');
  const pod = { app, set, time, at };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${set}-${hex(at * 7 + 1, 5)}`,
      generateName: `${app}-${set}-`,
      namespace: `team-${at % namespaces.length}`,
      labels: {
        'app.kubernetes.io/name': app,
        'app.kubernetes.io/instance': `${app}-production`,
        'app.kubernetes.io/part-of': 'shop',
        'app.kubernetes.io/managed-by': 'Helm',
        'pod-template-hash': set,
      },
      annotations: {
        'kubectl.kubernetes.io/restartedAt': '2026-01-05T10:11:12Z',
        'prometheus.io/scrape': 'true',
        'checksum/config': hex(at, 64),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${set}`,
          uid: uid(Math.floor(at / 40)),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: specOf(pod),
    status: statusOf(pod),
  };
}

interface Traits {
  readonly app: string;
  readonly set: string;
  readonly time: string;
  readonly at: number;
}

function specOf({ app, at }: Traits): NonNullable<Pod['spec']> {
  const token = `kube-api-access-${hex(at, 5)}`;
  const probe = (path: string, periodSeconds: number) => ({
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    initialDelaySeconds: 5,
    timeoutSeconds: 1,
    periodSeconds,
    successThreshold: 1,
    failureThreshold: 3,
  });
  const container = (name: string) => ({
    name,
    image: `registry.example.com/shop/${name}:v1.${at % 9}.3`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } } },
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel-collector.observability.svc:4317' },
    ],
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/config' },
      { name: token, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe('/healthz', 10),
    readinessProbe: probe('/readyz', 5),
    startupProbe: probe('/healthz', 2),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { capabilities: { drop: ['ALL'] }, runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  });
  const seconds = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  return {
    volumes: [
      { name: 'config', configMap: { name: `${app}-config`, defaultMode: 420 } },
      {
        name: token,
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers: [container(app), container('proxy')],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: app,
    serviceAccount: app,
    nodeName: `node-${at % 211}.eu-west-1.example.com`,
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', ...seconds },
      { key: 'node.kubernetes.io/unreachable', ...seconds },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

function statusOf({ app, time, at }: Traits): NonNullable<Pod['status']> {
  const [hostIP, podIP] = [`10.0.${at % 200}.${at % 250}`, `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`];
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  const containers = [app, 'proxy'].map((name, index) => ({
    name,
    state: { running: { startedAt: time } },
    lastState: {},
    ready: true,
    restartCount: at % 3,
    image: `registry.example.com/shop/${name}:v1.${at % 9}.3`,
    imageID: `registry.example.com/shop/${name}@sha256:${hex((at % 90) + index, 64)}`,
    containerID: `containerd://${hex(at * 2 + index, 64)}`,
    started: true,
  }));
  return {
    phase: 'Running',
    conditions: conditions.map((type) => ({ type, status: 'True', lastTransitionTime: time })),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: time,
    containerStatuses: containers,
    qosClass: 'Burstable',
  };
}
