import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from 'kube-core';
import { CustomResourceDefinition, DaemonSet, Deployment, Job, Pod, Service, StatefulSet } from 'kube-core/k8s';
import { Ingress } from 'kube-core/k8s/networking-v1';
import { stored } from '../testing/events.js';
import { allOf, anyOf, created, deleted, hasCondition, not, reasonOf, type WaitCondition } from './condition.js';
import { established, ingressReady, jobCompleted, jobFailed, loadBalancerReady, podReady, podRunning } from './kinds.js';
import { daemonSetRolledOut, deploymentRolledOut, statefulSetRolledOut } from './rollout.js';

const metadata = { name: 'a', namespace: 'web', generation: 2 };
const is = (type: string, status: string, more: object = {}) => ({ type, status, lastTransitionTime: '2026-01-01T00:00:00Z', ...more });
const pod = (phase: string, ...conditions: object[]) => stored(Pod, { metadata, status: { phase, conditions } as never });
const job = (...conditions: object[]) => stored(Job, { metadata, status: { conditions } as never });
const crd = (...conditions: object[]) => stored(CustomResourceDefinition, { metadata, status: { conditions } } as never);
const service = (type: string, ingress?: object[]) =>
  stored(Service, { metadata, spec: { type }, status: { loadBalancer: { ingress } } as never });
const ingress = (points?: object[]) => stored(Ingress, { metadata, status: { loadBalancer: { ingress: points } } as never });
const deployment = (replicas: number | undefined, status: object) =>
  stored(Deployment, {
    metadata,
    spec: { ...(replicas !== undefined && { replicas }) } as never,
    status: { observedGeneration: 2, ...status },
  });
const statefulSet = (spec: object, status: object) =>
  stored(StatefulSet, { metadata, spec: { replicas: 3, ...spec } as never, status: { observedGeneration: 2, ...status } as never });
const daemonSet = (status: object) => stored(DaemonSet, { metadata, status: { observedGeneration: 2, ...status } as never });
const onDelete = { updateStrategy: { type: 'OnDelete' } };
const late = [is('Progressing', 'False', { reason: 'ProgressDeadlineExceeded', message: 'x has timed out' })];
const seen: WaitCondition<KubeObject, never> = hasCondition('Ready');

/** A condition, what it is asked about, and what it says: nothing where it is met. */
const row = <K extends KubeObject>(condition: WaitCondition<K>, object: Parameters<WaitCondition<K>>[0], says?: string) =>
  [says, reasonOf(condition(object))] as const;

describe.each<[string, readonly (readonly [string | undefined, string | undefined])[]]>([
  ['created', [row(created, pod('Pending')), row(created, undefined, 'there is none')]],
  [
    'deleted',
    [
      row(deleted(), undefined),
      row(deleted(), pod('Running'), 'nobody has deleted it'),
      row(deleted({ metadata: { uid: 'another' } }), pod('Running')),
      row(deleted({ metadata: { uid: 'uid-web-a' } }), pod('Running'), 'nobody has deleted it'),
      row(deleted(), stored(Pod, { metadata: { ...metadata, deletionTimestamp: 'x' } }), 'it is being deleted'),
      row(
        deleted(),
        stored(Pod, { metadata: { ...metadata, deletionTimestamp: 'x', finalizers: ['a.io/b', 'c.io/d'] } }),
        'it is being deleted and waits for a.io/b, c.io/d',
      ),
    ],
  ],
  [
    'hasCondition',
    [
      row(seen, undefined, 'there is none'),
      row(seen, pod('Running'), 'it has no condition Ready'),
      row(seen, pod('Running', is('Ready', 'True'))),
      row(seen, pod('Running', is('Ready', 'True', { observedGeneration: 1 })), 'its condition Ready is one of an earlier generation'),
      row(seen, pod('Running', is('Ready', 'True', { observedGeneration: 2 }))),
      row(
        seen,
        deployment(1, { observedGeneration: 1, conditions: [is('Ready', 'True')] }),
        'its condition Ready is one of an earlier generation',
      ),
      row(seen, pod('x', is('Ready', 'False', { reason: 'Slow', message: 'not yet' })), 'its condition Ready is False (Slow: not yet)'),
      row(hasCondition('Ready', 'False'), pod('Running', is('Ready', 'False'))),
      row(hasCondition('Ready', 'Unknown'), pod('Running', is('Ready', 'True')), 'its condition Ready is True'),
      row(seen, stored(Pod, { metadata, status: { conditions: 'none' } as never }), 'it has no condition Ready'),
    ],
  ],
  [
    'established',
    [
      row(established, crd(is('NamesAccepted', 'True'), is('Established', 'True'))),
      row(established, crd(is('NamesAccepted', 'False'), is('Established', 'True')), 'its condition NamesAccepted is False'),
      row(established, crd(is('NamesAccepted', 'True')), 'it has no condition Established'),
    ],
  ],
  [
    'of pods',
    [
      row(podRunning, pod('Running')),
      row(podRunning, pod('Pending'), 'the pod is Pending'),
      row(podRunning, stored(Pod, { metadata, status: { phase: 'Failed', reason: 'Evicted' } }), 'the pod is Failed: Evicted'),
      row(podRunning, stored(Pod, { metadata }), 'the pod is Unknown'),
      row(podReady, pod('Running', is('Ready', 'True'))),
      row(podReady, pod('Running', is('Ready', 'False')), 'its condition Ready is False'),
      row(podReady, pod('Succeeded', is('Ready', 'True')), 'the pod is Succeeded'),
    ],
  ],
  [
    'of jobs',
    [
      row(jobCompleted, job(is('Complete', 'True'))),
      row(jobCompleted, job(is('SuccessCriteriaMet', 'True')), 'it has no condition Complete'),
      row(jobFailed, job(is('Failed', 'True'))),
      row(anyOf(jobCompleted, jobFailed), job(is('Failed', 'True'))),
      row(anyOf(jobCompleted, jobFailed), job(), 'it has no condition Complete, and it has no condition Failed'),
    ],
  ],
  [
    'of load balancers',
    [
      row(loadBalancerReady, service('LoadBalancer', [{ ip: '10.0.0.1' }])),
      row(loadBalancerReady, service('LoadBalancer', [{ hostname: 'lb' }])),
      row(loadBalancerReady, service('LoadBalancer', []), 'its load balancer has no address yet'),
      row(loadBalancerReady, service('LoadBalancer', [{}]), 'its load balancer has no address yet'),
      row(loadBalancerReady, service('ClusterIP')),
      row(ingressReady, ingress([{ ip: '10.0.0.1' }])),
      row(ingressReady, ingress([]), 'it has no address yet'),
      row(ingressReady, ingress(), 'it has no address yet'),
    ],
  ],
  [
    'of rollouts',
    [
      row(deploymentRolledOut, deployment(2, { replicas: 2, updatedReplicas: 2, availableReplicas: 2 })),
      row(deploymentRolledOut, deployment(2, { observedGeneration: 1 }), 'its controller has not seen the change yet'),
      row(deploymentRolledOut, deployment(2, { conditions: late }), 'the progress deadline is over: x has timed out'),
      row(statefulSetRolledOut, statefulSet({}, { readyReplicas: 3, updateRevision: 'b', currentRevision: 'b' })),
      row(statefulSetRolledOut, statefulSet({}, { readyReplicas: 2 }), '2 of 3 pods are ready'),
      row(statefulSetRolledOut, statefulSet(onDelete, {}), 'its strategy is OnDelete: its pods are replaced as somebody deletes them'),
      row(daemonSetRolledOut, daemonSet({ desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 })),
      row(daemonSetRolledOut, daemonSet({ desiredNumberScheduled: 2, updatedNumberScheduled: 1 }), 'the pods of 1 of 2 nodes are updated'),
    ],
  ],
  [
    'put together',
    [
      row(allOf(created, deleted()), undefined, 'there is none'),
      row(allOf(podRunning, seen), pod('Pending'), 'the pod is Pending; it has no condition Ready'),
      row(allOf(podRunning, not(seen)), pod('Running')),
      row(anyOf(podRunning, deleted()), undefined),
      row(anyOf(podRunning, deleted()), pod('Pending'), 'the pod is Pending, and nobody has deleted it'),
      row(not(created), undefined),
      row(not(created), pod('Running'), 'it is still as it was'),
      row(
        allOf<Pod, undefined>((found) => found?.metadata.name === 'b'),
        pod('Running'),
        'it is not so yet',
      ),
      row(allOf(), undefined),
    ],
  ],
])('conditions %s', (_, rows) => {
  test.each(rows.map(([says, said], i) => [says ?? `nothing, in row ${i}`, says, said]))('say %s', (_name, says, said) => {
    expect(said).toBe(says);
  });
});
