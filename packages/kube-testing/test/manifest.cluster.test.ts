import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Client } from 'kube-core';
import { applied } from './manifest-story.js';

test('a manifest that brings a kind and its objects is applied to a real cluster', async () => {
  await using client = await Client.tryDefault();
  await applied(client, `manifest-${randomUUID().slice(0, 8)}`);
  expect.assertions(6);
});
