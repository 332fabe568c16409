/** Hands input to a command: a text, a stream, and line by line as the command answers. */
import { Readable } from 'node:stream';
import { openStage } from './stage.js';

await using stage = await openStage();

const sorted = await stage.pods.run(stage.pod, ['sort'], { stdin: 'pear\napple\n' });
console.log(`text: ${sorted.stdout.trim().split('\n').join(' ')}`);

await using counted = await stage.pods.exec(stage.pod, ['wc', '-c'], { stdin: Readable.from([Buffer.alloc(100_000), Buffer.alloc(24)]) });
console.log(`stream: ${(await counted.stdout.text()).trim()} bytes`);

await using shell = await stage.pods.exec(stage.pod, ['sh'], { stdin: 'pipe' });
await shell.stdin.write('echo one\n');
await shell.stdin.write('echo two\n');
await shell.stdin.end(); // the shell reads its end, and what it prints still comes
console.log(`pipe: ${(await shell.stdout.text()).trim().split('\n').join(' ')}`);
