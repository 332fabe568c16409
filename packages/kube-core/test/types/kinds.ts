/** What the built-in kinds let a user write, and what they refuse: checked by the compiler, never run. */
import type { KubeObject, ResourceDefinition } from '../../src/resource/definition.js';
import { ConfigMap, Deployment, Event, Node, Pod, type Container, type PodSpec } from '../../src/k8s/index.js';
import { Event as EventsEvent } from '../../src/k8s/events-v1.js';
import type { Scale } from '../../src/k8s/autoscaling-v1.js';

// A definition knows its kind and its scope.
export const podDefinition: ResourceDefinition<Pod, 'Namespaced'> = Pod;
export const nodeDefinition: ResourceDefinition<Node, 'Cluster'> = Node;
export const anyDefinitions: readonly ResourceDefinition[] = [Pod, Node, Deployment, ConfigMap, Event, EventsEvent];
// @ts-expect-error a Node is in no namespace
export const notNamespaced: ResourceDefinition<Node, 'Namespaced'> = Node;
// @ts-expect-error a Pod is no Deployment
export const notThatKind: ResourceDefinition<Deployment> = Pod;
// @ts-expect-error the events of two groups are two kinds
export const notThatGroup: ResourceDefinition<Event> = EventsEvent;

// An object needs no apiVersion and kind, and refuses those of another.
export const bare: Pod = { metadata: { name: 'a' } };
export const named: Deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
// @ts-expect-error the wrong version
export const wrongVersion: Deployment = { apiVersion: 'apps/v1beta1' };
// @ts-expect-error the wrong kind
export const wrongKind: Pod = { kind: 'Deployment' };
export const anyObject: KubeObject = bare;
export const scale: Scale = { spec: { replicas: 2 } };

// A misspelt field fails, wherever it stands.
// @ts-expect-error it is containers
export const misspelt: PodSpec = { contaners: [] };
// @ts-expect-error it is labels
export const misspeltLabels: ConfigMap = { metadata: { lables: {} } };
// @ts-expect-error a container has a name
export const nameless: Container = { image: 'nginx' };
// @ts-expect-error a Deployment has a selector
export const unselective: Deployment = { spec: { template: {} } };
// @ts-expect-error a number is no name
export const wrongType: Pod = { metadata: { name: 1 } };

// An enum suggests its values and takes others.
export const known: Container = { name: 'a', imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 80, protocol: 'SCTP' }] };
export const later: PodSpec = { containers: [], restartPolicy: 'ALaterVersionKnowsThis' };
// @ts-expect-error but only text
export const notText: PodSpec = { containers: [], restartPolicy: 1 };

// Values are as on the wire: times are strings, a quantity and a port are what one writes in YAML.
export const wire: Pod = {
  metadata: { creationTimestamp: '2026-01-02T03:04:05Z' },
  spec: {
    containers: [
      {
        name: 'a',
        resources: { limits: { cpu: '500m', memory: '1Gi' } },
        livenessProbe: { httpGet: { port: 'http' }, periodSeconds: 5 },
        readinessProbe: { tcpSocket: { port: 8080 } },
      },
    ],
  },
};
// @ts-expect-error a Date is no time on the wire
export const date: Pod = { metadata: { creationTimestamp: new Date() } };
