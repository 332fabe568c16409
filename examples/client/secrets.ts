/** Secrets: written as text, read without base64, changed without a lost update. */
import { Api, secretData, secretText } from 'kube-core';
import { Secret } from 'kube-core/k8s';
import { openStage } from './stage.js';

await using stage = await openStage();
const secrets = Api.namespaced(stage.client, Secret, stage.namespace);

await secrets.create({ metadata: { name: 'database' }, type: 'Opaque', stringData: { user: 'web', password: 'first' } });
const created = await secrets.get('database');
console.log(
  `stored: ${Object.keys(created.data ?? {})
    .sort()
    .join(' ')}, as text in it: ${created.stringData === undefined ? 'none' : 'some'}`,
);
console.log(
  `decoded: ${secretText(created, 'user') ?? 'nobody'} has a password of ${secretText(created, 'password')?.length ?? 0} letters`,
);

await secrets.patch('database', { merge: { stringData: { password: 'second one' } } }); // a server turns it into data
const changed = await secrets.modify('database', (found) => {
  found.data = { ...found.data, ...secretData({ 'tls.key': new Uint8Array([0, 255]) }) };
});
console.log(
  `changed: a password of ${secretText(changed, 'password')?.length ?? 0} letters, beside ${Object.keys(changed.data ?? {}).length - 1} others`,
);
