/** A watch stream, operators and a store, of a kind with a large spec. */
import { Api, type Client } from 'kube-core';
import { Pod } from 'kube-core/k8s';
import { changedObjects, createStore, generation, reflector, watcher } from 'kube-runtime';

/** As a program writes it. */
export function useStreams(client: Client): readonly (string | undefined)[] {
  const { reader, writer } = createStore(Pod, { indexes: { byNode: (pod) => [pod.spec?.nodeName ?? ''] } });
  watcher(Api.all(client, Pod))
    .pipe(reflector(writer), changedObjects(generation))
    .subscribe((pod) => console.log(pod.metadata.name, pod.status?.phase));
  return reader.list().map(({ spec }) => spec?.containers[0]?.image);
}
