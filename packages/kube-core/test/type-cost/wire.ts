/** Objects of @kubernetes/client-node as ours. */
import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import { toWire, type Wire } from 'kube-core';
import type { Deployment, Pod } from 'kube-core/k8s';

type Bare<K> = Omit<K, 'apiVersion' | 'kind'>; // client-node types these two as any text

/** By type. */
export const asPod = (pod: Wire<V1Pod>): Bare<Pod> => pod;

/** By value. */
export const asDeployment = (model: V1Deployment): Bare<Deployment> => toWire(model);
