/** A layer sees every call: outside of all others, beside a named one, or in the place of one. */
import { Api, Client, type Config } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { retry, type Layer } from 'kube-core/service';
import { respondJson } from 'kube-core/testing';
import { openStage } from './stage.js';

await using stage = await openStage();

/** Says what passes, and what is answered. */
const saying =
  (where: string): Layer =>
  (inner) =>
  async (request) => {
    const response = await inner(request);
    console.log(`${where}: ${request.method} ${response.status}`);
    return response;
  };

/** Says of the first call that the server is busy. */
const busyAtFirst: Layer = (inner) => {
  let calls = 0;
  return (request) => (calls++ === 0 ? Promise.resolve(respondJson(429, {}, { 'retry-after': '0' })) : inner(request));
};

// What the stage sends is the transport; a program has a configuration, and usually no transport of its own.
const config: Config = { server: 'http://stage', defaultNamespace: stage.namespace, tls: {}, credentials: { type: 'none' } };
const transport = stage.client.service;

await using listed = Client.from(config, { transport, layers: [saying('outside'), busyAtFirst] });
await Api.defaultNamespaced(listed, ConfigMap)
  .list()
  .catch((error: unknown) => console.log(`refused: ${String(error)}`));

await using placed = Client.from(config, {
  transport,
  layers: (defaults) => {
    console.log(`defaults: ${defaults.names.join(' ')}`);
    return defaults
      .replace('retry', retry({ maxTries: 3 }))
      .before('retry', saying('each call'))
      .after('retry', saying('each try'), busyAtFirst)
      .without('impersonate');
  },
});
console.log(`found: ${(await Api.defaultNamespaced(placed, ConfigMap).list()).items.length}`);
