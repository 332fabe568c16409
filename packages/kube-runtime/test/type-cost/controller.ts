/** A controller of a kind with a large spec, with what it owns. */
import { Api, type Client } from 'kube-core';
import { ConfigMap, Deployment, Pod } from 'kube-core/k8s';
import { Action, Controller, finalizer, Manager } from 'kube-runtime';

/** As a program writes it. */
export async function useController(client: Client): Promise<void> {
  const deployments = Api.all(client, Deployment);
  const controller = Controller.for(deployments)
    .owns(Api.all(client, Pod))
    .owns(Api.all(client, ConfigMap))
    .reconcile(
      finalizer('example.com/probe', {
        apply: async ({ object, signal }) => {
          await deployments.applyStatus(object, { observedGeneration: object.metadata.generation ?? 0 }, { signal });
          return Action.requeue(60_000);
        },
        cleanup: ({ object }) => Promise.resolve(console.log(object.spec?.replicas)),
      }),
      { concurrency: 4 },
    );
  await new Manager(client).add(controller).run();
}
