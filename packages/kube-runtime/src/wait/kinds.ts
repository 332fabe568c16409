/**
 * What is usually waited for, kind by kind: {@link podReady}, {@link jobCompleted}, {@link established} and their neighbours.
 */
import type { Ingress } from 'kube-core/k8s/networking-v1';
import type { CustomResourceDefinition, Job, Pod, Service } from 'kube-core/k8s';
import { allOf, hasCondition, present, type WaitCondition } from './condition.js';

/** The definition is served, under the names that it asks for. Discovery, and other API servers, may be a moment behind. */
export const established: WaitCondition<CustomResourceDefinition, never> = allOf(
  hasCondition('NamesAccepted'),
  hasCondition('Established'),
);

/** All containers of the pod were started, and at least one still runs. */
export const podRunning: WaitCondition<Pod, never> = present(({ status }) => {
  const { phase = 'Unknown', reason, message } = status ?? {};
  return phase === 'Running' || `the pod is ${[phase, reason, message].filter((word) => word !== undefined).join(': ')}`;
});

/** The pod answers: its readiness probes succeed. */
export const podReady: WaitCondition<Pod, never> = allOf(podRunning, hasCondition('Ready'));

/** The job has come to a good end. Wait for `anyOf(jobCompleted, jobFailed)` where it may come to a bad one. */
export const jobCompleted: WaitCondition<Job, never> = hasCondition('Complete');

/** The job has failed for good. */
export const jobFailed: WaitCondition<Job, never> = hasCondition('Failed');

interface Point {
  readonly ip?: string;
  readonly hostname?: string;
}

const reachable = (points: readonly Point[] | undefined): boolean =>
  points?.some(({ ip = '', hostname = '' }) => ip !== '' || hostname !== '') === true;

/** The load balancer of the service has an address. A service of another type needs none, so that it is met at once. */
export const loadBalancerReady: WaitCondition<Service, never> = present(
  ({ spec, status }) => spec?.type !== 'LoadBalancer' || reachable(status?.loadBalancer?.ingress) || 'its load balancer has no address yet',
);

/** The ingress has an address. */
export const ingressReady: WaitCondition<Ingress, never> = present(
  ({ status }) => reachable(status?.loadBalancer?.ingress) || 'it has no address yet',
);
