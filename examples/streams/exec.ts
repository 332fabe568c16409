/** Runs commands in a container: all of what one prints at once, and piece by piece. */
import { openStage } from './stage.js';

await using stage = await openStage();

const { code, stdout, stderr } = await stage.pods.run(stage.pod, ['sh', '-c', 'echo out; echo err >&2; exit 3']);
console.log(`run: code ${code}, ${stdout.trim()}, ${stderr.trim()}`); // a command that fails is an answer

await using exec = await stage.pods.exec(stage.pod, ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 0.2; done']);
for await (const chunk of exec.stdout) console.log(`exec: ${String(Buffer.from(chunk)).trim()}`);
console.log(`exec: code ${(await exec.exit).code}`);
