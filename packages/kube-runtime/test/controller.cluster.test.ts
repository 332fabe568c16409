import { afterAll, beforeAll, test } from '@jest/globals';
import { Client, Config } from 'kube-core';
import { follow, tell } from './story.js';

let client: Client;
beforeAll(async () => {
  client = Client.from(await Config.fromKubeconfig());
});
afterAll(async () => client[Symbol.asyncDispose]());

test('a controller keeps up with a real API server through broken connections and expired versions', async () => {
  await tell(client.service, `story-${Math.random().toString(36).slice(2, 8)}.example.com`);
});

test('a watcher ends up with what a list says, through broken connections and expired versions', async () => {
  await follow(client.service, 400);
});
