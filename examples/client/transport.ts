/** A transport is a function from a request to its answer: this one keeps what a server answers, and gives it again without the server. */
import { Api, Client, type Config } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import type { KubeRequest, Service } from 'kube-core/service';
import { respond, respondJson } from 'kube-core/testing';
import { openStage } from './stage.js';

type Tape = Map<string, { readonly status: number; readonly text: string }>;

const keyOf = ({ method, path }: KubeRequest): string => `${method} ${path}`;

const recording =
  (inner: Service, tape: Tape): Service =>
  async (request) => {
    const response = await inner(request);
    const text = await response.text();
    tape.set(keyOf(request), { status: response.status, text });
    return respond(response.status, text);
  };

const playing =
  (tape: Tape): Service =>
  (request) => {
    const kept = tape.get(keyOf(request));
    return Promise.resolve(kept === undefined ? respondJson(404, {}) : respond(kept.status, kept.text));
  };

await using stage = await openStage();
const config: Config = { server: 'http://stage', defaultNamespace: stage.namespace, tls: {}, credentials: { type: 'none' } };
const tape: Tape = new Map();

await using live = Client.from(config, { transport: recording(stage.client.service, tape), fieldManager: 'example' });
const maps = Api.defaultNamespaced(live, ConfigMap);
await maps.create({ metadata: { name: 'settings' }, data: { colour: 'blue' } });
console.log(`live: ${JSON.stringify((await maps.get('settings')).data)}`);
await maps.delete('settings');

await using again = Client.from(config, { transport: playing(tape) });
const played = Api.defaultNamespaced(again, ConfigMap);
console.log(`played: ${JSON.stringify((await played.get('settings')).data)}`);
console.log(`not on the tape: ${(await played.find('other')) === undefined}`);
