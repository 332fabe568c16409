import { expect, test } from '@jest/globals';
import { run } from '../run.js';

test('the API server calls the webhooks of the example, and the client hears what they say', async () => {
  const { code, stdout, stderr } = await run('examples/webhook/main.ts', ['--cluster']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const line of [
    'shop: {"listener":{"host":"shop.example.com","port":443}}',
    'should not serve old.example.com without TLS',
    'foreign: admission webhook "validate.routes.example.com" denied the request: Route.example.com "foreign" is invalid',
    'moved: admission webhook "validate.routes.example.com" denied the request: the host of a route cannot change',
    'old in v1beta1: {"host":"old.example.com","port":80}, and back: {"listener":{"host":"old.example.com","port":80},"owner":"Ada"}',
  ])
    expect(stdout).toContain(line);
});
