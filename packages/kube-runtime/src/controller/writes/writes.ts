/**
 * What one reconcile has written, whatever Api it wrote with: {@link Writes}. It is noted in the asynchronous context of the reconcile, so
 * reconciles that run at once do not see each other's, and nothing has to be passed on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { onWrite, type Write } from 'kube-core/support';
import { textAt } from 'kube-core/json';
import { refKey } from '../../reflector/object-ref.js';
import type { WrittenObject } from '../../reflector/written.js';

const current = new AsyncLocalStorage<Writes>();

/** How many controllers listen; what they hear is in the context of whoever wrote, so one listener is enough. */
let listeners = 0;
let end = (): void => undefined;

/** Begins to note writes. @returns what ends that; with the last one the process follows asynchronous contexts no longer, which every promise pays for. */
export function noteWrites(): () => void {
  if (listeners++ === 0) end = onWrite((write) => current.getStore()?.note(write));
  let ended = false;
  return () => {
    if (!ended && --listeners === 0) {
      end();
      current.disable();
    }
    ended = true;
  };
}

/** The parts of an object that have a path of their own and answer with the object. */
const whole: readonly (string | undefined)[] = [undefined, 'status'];

/** Collects the writes of one call. */
export class Writes {
  readonly #objects = new Map<string, WrittenObject>();
  #open = true;

  /** The objects that were written to, each as it is after its last write. */
  get objects(): readonly WrittenObject[] {
    return [...this.#objects.values()];
  }

  /** Calls, and notes what is written until it has ended. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await current.run(this, call);
    } finally {
      this.#open = false; // nobody looks at what is written later
    }
  }

  /** Notes a write. */
  note({ client, call, gone, object, uid }: Write): void {
    const { group = '', resource, namespace, subresource } = call;
    const version = textAt(object?.metadata, 'resourceVersion');
    const name = call.name ?? textAt(object?.metadata, 'name'); // a create may leave the name to the server
    if (!this.#open || resource === undefined || name === '' || (version === '' && !gone)) return;
    const key = refKey(namespace === undefined ? { name } : { name, namespace });
    const id = `${group}/${resource} ${key}`;
    const before = this.#objects.get(id);
    this.#objects.set(id, {
      ...{ client, group, resource, namespace, key, gone },
      // What was created and is gone may still be to come.
      version: gone ? before?.version : version,
      object: whole.includes(subresource) && object !== undefined ? object : before?.object,
      uid: uid ?? before?.uid,
    });
  }
}
