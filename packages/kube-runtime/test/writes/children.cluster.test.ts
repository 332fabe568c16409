import { expect, test } from '@jest/globals';
import { Client, Config } from 'kube-core';
import { life, liveOf } from './family-story.js';

test('a set of children lives on a real API server as on the in-process one', async () => {
  await using client = Client.from(await Config.fromKubeconfig(), { fieldManager: 'other' });
  expect(await liveOf(client)).toEqual(life);
});
