/**
 * All that the operator consists of, put into a manager: `main.ts` runs it, `scripts/manifests.ts` asks which rights it needs, tests play it.
 */
// #if webhook
import { recorder, type Cache, type Manager } from 'kube-runtime';
// #end
// #if !webhook
import { recorder, type Manager } from 'kube-runtime';
// #end
import { controllerOf } from './__file__-controller.js';
// #if webhook
import { __Kind__ } from './__file__.gen.js';
// #end
import { name } from './name.js';

/** What the parts of it write. */
export { writes } from './__file__-controller.js';

// #if webhook
/** All objects, found by what they say. */
export type Greetings = Cache<__Kind__, 'byText'>;

/** @returns what the webhooks work with. */
export function addOperator(manager: Manager): { readonly greetings: Greetings } {
  const { client } = manager;
  const events = recorder(client, { controller: name });
  const greetings = manager.cache(__Kind__, { indexes: { byText: ({ spec }) => [spec.text] } });
  manager.add(events, controllerOf(client, events));
  return { greetings };
}
// #end
// #if !webhook
export function addOperator(manager: Manager): void {
  const { client } = manager;
  const events = recorder(client, { controller: name });
  manager.add(events, controllerOf(client, events));
}
// #end
