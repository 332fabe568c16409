/**
 * From a port of a target to a port of one of its pods: {@link findPod}, {@link numbersOf}. The rules are those of kubectl.
 */
import { Api } from '../../api/api.js';
import type { Client } from '../../client/client.js';
import { KubeError } from '../../errors.js';
import { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../k8s/apps-v1.js';
import { Pod, Service, type ServicePort } from '../../k8s/core-v1.js';
import type { KubeObject, ResourceDefinition, Stored } from '../../resource/definition.js';
import { isDeleting } from '../../resource/metadata.js';
import { labelSelector, printLabelSelector } from '../../resource/selector/label-selector.js';
import type { LabelSelector } from '../../resource/types.js';
import { shown, type Target, type TargetKind } from './target.js';

/** A pod that can be connected to, and the service that leads to it. */
export interface Destination {
  readonly pod: Stored<Pod>;
  readonly service: Stored<Service> | undefined;
}

interface Call {
  readonly signal: AbortSignal;
}

/** What is looked at of a workload. */
interface Workload extends KubeObject {
  readonly spec?: { readonly selector?: LabelSelector };
}

const workloads: Readonly<Partial<Record<TargetKind, ResourceDefinition<Workload, 'Namespaced'>>>> = {
  Deployment,
  StatefulSet,
  DaemonSet,
  ReplicaSet,
};

/**
 * The pod itself once it runs; of a service or a workload the newest pod that is ready, which a rollout keeps the longest.
 *
 * @returns nothing where there is none now, but may be one.
 * @throws KubeError `port-forward` where there can never be one; ApiError where the target is not there.
 */
export async function findPod(client: Client, target: Target, call: Call): Promise<Destination | undefined> {
  if (target.kind === 'Pod') return running(await Api.namespaced(client, Pod, target.namespace).get(target.name, call));
  const service = target.kind === 'Service' ? await Api.namespaced(client, Service, target.namespace).get(target.name, call) : undefined;
  const selector = service === undefined ? await selectorOf(client, target, call) : selectorOfService(target, service);
  const { items } = await Api.namespaced(client, Pod, target.namespace).list({ ...call, labelSelector: selector });
  const [pod] = items.filter((each) => isReady(each) && !isDeleting(each)).sort(newestFirst);
  return pod && { pod, service };
}

function running(pod: Stored<Pod>): Destination | undefined {
  const phase = pod.status?.phase ?? 'Pending';
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new KubeError('port-forward', `pod ${pod.metadata.name} has ended (${phase}): nothing listens in it any more`);
  return phase === 'Running' ? { pod, service: undefined } : undefined;
}

async function selectorOf(client: Client, target: Target, call: Call): Promise<string> {
  const definition = workloads[target.kind];
  if (definition === undefined) throw new KubeError('option', `${shown(target)} has no pods`);
  const workload = await Api.namespaced(client, definition, target.namespace).get(target.name, call);
  return printLabelSelector(workload.spec?.selector ?? {});
}

function selectorOfService(target: Target, { spec }: Service): string {
  if (spec?.selector !== undefined && Object.keys(spec.selector).length > 0) return labelSelector(spec.selector);
  throw new KubeError('port-forward', `${shown(target)} selects no pods: it has no selector`);
}

const isReady = ({ status }: Pod): boolean => status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true;

const newestFirst = (a: Stored<Pod>, b: Stored<Pod>): number => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp);

/** The numbers of one port. */
export interface Numbers {
  /** By which the target is known: the port of the service, or of the pod. */
  readonly outer: number;
  /** On which a container listens. */
  readonly inner: number;
}

/** @throws KubeError `port-forward` for a port that there is not, or that is none of TCP. */
export function numbersOf(remote: number | string, { pod, service }: Destination): Numbers {
  if (service === undefined) return both(typeof remote === 'number' ? remote : containerPort(pod, remote));
  const port = servicePort(service, remote);
  if (service.spec?.clusterIP === 'None') return both(port.port); // headless: clients come to the pods themselves
  const { targetPort = port.port } = port;
  return { outer: port.port, inner: typeof targetPort === 'number' ? targetPort || port.port : containerPort(pod, targetPort) };
}

const both = (port: number): Numbers => ({ outer: port, inner: port });

function servicePort({ metadata: { name }, spec }: Stored<Service>, remote: number | string): ServicePort {
  const ports = spec?.ports ?? [];
  const port = ports.find((each) => each.name === remote || each.port === remote);
  if (port === undefined)
    throw unknown(
      `service ${name}`,
      remote,
      ports.map((each) => each.name ?? each.port),
    );
  return tcp(`service ${name}`, port);
}

function containerPort({ metadata, spec }: Stored<Pod>, name: string): number {
  const ports = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].flatMap((container) => container.ports ?? []);
  const port = ports.find((each) => each.name === name);
  if (port === undefined)
    throw unknown(
      `pod ${metadata.name}`,
      name,
      ports.flatMap((each) => each.name ?? []),
    );
  return tcp(`pod ${metadata.name}`, port).containerPort;
}

function tcp<P extends { readonly protocol?: string }>(of: string, port: P): P {
  if (port.protocol === undefined || port.protocol === 'TCP') return port;
  throw new KubeError('port-forward', `that port of ${of} is one of ${port.protocol}, and only TCP is forwarded`);
}

const unknown = (of: string, port: number | string, known: readonly (number | string)[]): KubeError =>
  new KubeError(
    'port-forward',
    `${of} has no port ${port}; ${known.length === 0 ? 'none of its ports has a name' : `it has ${known.join(', ')}`}`,
  );
