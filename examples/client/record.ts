/** A conversation with an API, recorded to a file and played again without it; secrets stay out of the file. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, Client, codeOf } from 'kube-core';
import { ConfigMap, Secret } from 'kube-core/k8s';
import { stack } from 'kube-core/service';
import { record, replay } from 'kube-core/testing';
import { openStage } from './stage.js';

const folder = await mkdtemp(join(tmpdir(), 'record-'));
const file = join(folder, 'settings.recording.json');
await using stage = await openStage();
const { namespace } = stage;

/** What a program does with the API. */
async function work(client: Client): Promise<string> {
  const maps = Api.namespaced(client, ConfigMap, namespace);
  await maps.create({ metadata: { name: 'settings' }, data: { colour: 'blue' } });
  await Api.namespaced(client, Secret, namespace).create({ metadata: { name: 'login' }, stringData: { password: 'hunter2' } });
  const watch = maps.watch({ sendInitialEvents: true });
  const { value } = await watch.next();
  await watch.return();
  return value?.type === 'ADDED' ? `ADDED ${value.object.metadata.name}` : 'nothing';
}

const recorder = record(file);
console.log(`live: ${await work(Client.of(stack(stage.client.service, [recorder.layer])))}`);
await recorder.save();
console.log(`a secret in the file: ${(await readFile(file, 'utf8')).includes('hunter2')}`);

const played = await replay(file);
const offline = Client.of(played.service);
console.log(`played: ${await work(offline)}`);
console.log(`not asked for: ${played.unused.length}`);
const error: unknown = await Api.namespaced(offline, ConfigMap, namespace)
  .get('setings')
  .catch((reason: unknown) => reason);
console.log(`another call: ${codeOf(error)}`);
await rm(folder, { recursive: true });
