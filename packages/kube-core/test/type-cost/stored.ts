/** Objects as the server and a cache hand them out, given back as input. */
import type { Frozen, Stored } from 'kube-core';
import type { Pod } from 'kube-core/k8s';

/** Read-only input takes what was read. */
export const asInput = (pod: Stored<Pod>): Frozen<Pod> => pod;

/** Every member stays of its type. */
export const read = (pod: Frozen<Stored<Pod>>): readonly (string | undefined)[] => [
  pod.metadata.name,
  pod.metadata.labels?.['app'],
  ...(pod.spec?.containers ?? []).map(({ image }) => image),
  ...(pod.status?.conditions ?? []).map(({ status }) => status),
];
