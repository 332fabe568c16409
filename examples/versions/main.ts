/** Two versions of one kind: an object that is created in the old one is read in the new one. */
/* eslint-disable @typescript-eslint/no-deprecated -- the class of the old version is what this is about */
import { fileURLToPath } from 'node:url';
import { Api } from 'kube-core';
import { ApiServer } from 'kube-testing';
import { Meter, MeterV1beta1 } from './meter.gen.js';

const { spec } = await Meter.crd();
console.log(`versions: ${spec.versions.map(({ name, storage }) => `${name}${storage ? ' (stored)' : ''}`).join(', ')}`);

await using server = await ApiServer.start({ crds: fileURLToPath(new URL('crds', import.meta.url)) });
await using client = server.client();
await Api.namespaced(client, MeterV1beta1, 'default').create(new MeterV1beta1('water', { unit: 'litre' }));
const meter = await Api.namespaced(client, Meter, 'default').get('water');
console.log(`read as ${meter.apiVersion}: ${meter.metadata.name} in ${meter.spec.unit}`);
