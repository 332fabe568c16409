import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Its server is in the same process, so no socket keeps it alive; its own timers do not count. */
const program = `
  import { Api, Client, dynamicResource } from 'kube-core';
  import { watcher, watchObject } from 'kube-runtime';
  const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
  async function* silence() { yield await new Promise(() => undefined); }
  const list = '{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[]}';
  const answer = (text, body) => ({ status: 200, headers: {}, body, text: async () => text });
  const api = (service) => Api.namespaced(Client.of(service), Pod, 'web');
  const idle = api(async ({ path }) => (path.includes('watch') ? answer('', silence()) : answer(list)));
  const refused = api(async () => { throw new Error('refused'); });
  const waits = {
    'an idle watch': watcher(idle, { initialList: 'paged' }),
    'an idle streaming list': watcher(idle),
    'an object': watchObject(idle, 'a', { initialList: 'paged' }),
    'a wait after a failure': watcher(refused),
  };
  for (const [what, stream] of Object.entries(waits)) {
    const subscription = stream.subscribe();
    await new Promise((resolve) => setTimeout(resolve, 50).unref());
    console.log(what);
    subscription.unsubscribe();
  }
`;

test('whatever a watcher waits for, the process stays alive until nobody is subscribed', async () => {
  const args = ['--import=tsx', '--conditions=kube-source', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 25_000 });
  expect(stdout.trim().split('\n')).toEqual(['an idle watch', 'an idle streaming list', 'an object', 'a wait after a failure']);
});
