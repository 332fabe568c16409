/** The operator at work, on an API server in the same process. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigMap } from 'kube-core/k8s';
import { created, hasCondition, present } from 'kube-runtime';
// #if webhook
import { openScene, stored, type Scene } from 'kube-runtime/testing';
// #end
// #if !webhook
import { openScene, type Scene } from 'kube-runtime/testing';
// #end
import { ApiServer } from 'kube-testing';
import { __Kind__ } from './__file__.gen.js';
import { addOperator } from './operator.js';
// #if webhook
import { webhooksOf } from './webhooks.js';
// #end

let server: ApiServer;
before(async () => {
  server = await ApiServer.start({ crds: fileURLToPath(new URL('../deploy/generated/crds', import.meta.url)) });
});
after(() => server.close());

const open = (): Promise<Scene> => openScene(server.client({ fieldManager: 'test' }), { run: (manager) => addOperator(manager) });

test('an object gets its ConfigMap, and is ready', async () => {
  await using scene = await open();
  await scene.api(__Kind__).create(new __Kind__('first', { text: 'hello', times: 2 }));
  await scene.until(__Kind__, 'first', hasCondition('Ready'));
  assert.equal((await scene.api(ConfigMap).get('first')).data?.['text'], 'hello\nhello');
});

test('what somebody takes away is made again, and what is changed follows', async () => {
  await using scene = await open();
  await scene.api(__Kind__).create(new __Kind__('first', { text: 'hello' }));
  await scene.until(ConfigMap, 'first', created);
  const { metadata } = await scene.api(ConfigMap).get('first');
  await scene.api(ConfigMap).delete('first');
  await scene.until(
    ConfigMap,
    'first',
    present((map) => map.metadata.uid !== metadata.uid),
  );
  await scene.api(__Kind__).patch('first', { merge: { spec: { text: 'goodbye' } } });
  await scene.until(
    ConfigMap,
    'first',
    present((map) => map.data?.['text'] === 'goodbye'),
  );
});

test('what the interface does not allow is refused', async () => {
  await using scene = await open();
  await assert.rejects(scene.api(__Kind__).create(new __Kind__('first', { text: '' })), /spec\.text/);
});
// #if webhook

test('webhooks take space off a text, and refuse one that another says', async () => {
  const other = stored(__Kind__, new __Kind__('other', { text: 'taken' }, { namespace: 'default' }));
  const webhooks = webhooksOf(server.client(), { greetings: { by: (_, text) => (text === other.spec.text ? [other] : []) } });
  const { object } = await webhooks.rehearse(__Kind__, { object: new __Kind__('first', { text: ' hello ' }, { namespace: 'default' }) });
  assert.equal(object?.spec.text, 'hello');
  const { status } = await webhooks.rehearse(__Kind__, { object: new __Kind__('first', { text: 'taken' }, { namespace: 'default' }) });
  assert.match(status?.message ?? '', /other says that already/);
});
// #end
