/**
 * Writes anew what is stored in older versions of a kind, so that a later release may give these up: {@link storageMigration}.
 */
import { Api, isNotFound, qualifiedName, type Client, type ResourceDefinition } from 'kube-core';
import { CustomResourceDefinition } from 'kube-core/k8s';
import { permission, type Runnable } from 'kube-runtime';

/**
 * Ends by itself: at once, where nothing is stored in another version than the one that the definition names.
 *
 * @returns what to add to a manager. It says nothing of a phase, so only the leader does it.
 */
export function storageMigration(client: Client, kind: ResourceDefinition): Runnable {
  const [crds, objects] = [Api.all(client, CustomResourceDefinition), Api.all(client, kind)];
  const crd = qualifiedName(kind);
  return {
    name: `the storage migration of ${kind.kind}`,
    permissions: [
      permission(crds, ['get'], { names: [crd] }),
      permission(crds, ['patch'], { subresource: 'status', names: [crd] }),
      permission(objects, ['list', 'patch']),
    ],
    async run(options) {
      const call = options?.signal === undefined ? {} : { signal: options.signal };
      const { metadata, spec, status } = await crds.get(crd, call);
      const stored = spec.versions.find(({ storage }) => storage)?.name ?? kind.version;
      if (status?.storedVersions?.every((version) => version === stored) !== false) return;
      for await (const object of objects.items(call)) {
        await objects.patch(object, { merge: {} }, call).catch((error: unknown) => {
          if (!isNotFound(error)) throw error; // deleted meanwhile
        });
      }
      // Refused where the definition has changed meanwhile: the process ends, and begins anew.
      const { resourceVersion } = metadata;
      await crds.patchStatus(crd, { merge: { metadata: { resourceVersion }, status: { storedVersions: [stored] } } }, call);
    },
  };
}
