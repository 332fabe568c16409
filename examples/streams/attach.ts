/** Streams with the process that a container runs already. */
import { openStage } from './stage.js';

await using stage = await openStage('while read line; do echo "heard $line"; done; sleep 3600');

await using attached = await stage.pods.attach(stage.pod, { stdin: 'pipe' });
await attached.stdin.write('hello\n');
for await (const chunk of attached.stdout) {
  console.log(Buffer.from(chunk).toString().trim());
  break; // leaving the output, and the connection after it, leaves the process as it is
}
