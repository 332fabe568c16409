/** Listens on a port of this machine for a port of a pod. */
import { forward } from 'kube-core/ops';
import { openWebStage } from './web.js';

await using stage = await openWebStage();
await using forwarded = await forward(stage.client, `pod/${stage.pod}`, { ports: `:${stage.port}`, namespace: stage.namespace });

for (const { address, local } of forwarded.ports) {
  const answer = await fetch(`http://${address}:${local}/`, { headers: { connection: 'close' } });
  console.log(`${answer.status} ${(await answer.text()).trim()}`);
}
