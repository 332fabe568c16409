/** Follows what a container prints until it ends, then reads a part of it again. */
import { withPrefix } from 'kube-core';
import { openStage } from './stage.js';

await using stage = await openStage('for i in 1 2 3; do echo "line $i"; sleep 0.3; done');

for await (const line of stage.pods.logLines(stage.pod, { follow: true })) console.log(`follow: ${line}`);
for await (const line of stage.pods.logLines(stage.pod, { tailLines: 1 })) console.log(`tail: ${line}`);
for await (const entry of stage.pods.logEntries({ labelSelector: 'app=box' })) console.log(withPrefix(entry));
