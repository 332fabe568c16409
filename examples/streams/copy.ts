/** Copies a directory into a container and a file out of it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFrom, copyTo } from 'kube-core/ops';
import { openStage } from './stage.js';

await using stage = await openStage();
const here = await mkdtemp(join(tmpdir(), 'kube-example-'));
await writeFile(join(here, 'index.html'), 'hello\n');

const { files, bytes } = await copyTo(stage.pods, stage.pod, { from: here, to: '/tmp/site', verify: true });
console.log(`to: ${files} file, ${bytes} bytes`);
await stage.pods.run(stage.pod, ['sh', '-c', 'tr a-z A-Z < /tmp/site/index.html > /tmp/loud']);
await copyFrom(stage.pods, stage.pod, { from: '/tmp/loud', to: join(here, 'loud'), verify: true });
console.log(`from: ${(await readFile(join(here, 'loud'), 'utf8')).trim()}`);
await rm(here, { recursive: true });
