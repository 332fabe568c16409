/**
 * Tells who wants to know of every object that the verbs of this process have written: {@link onWrite}. It costs nothing while nobody
 * listens.
 */
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Client } from '../client/client.js';
import type { WireObject } from '../request/answer.js';
import type { KubeRequest } from '../request/http.js';
import { requestInfo, type RequestInfo } from '../request/info.js';
import { isObject, objectAt } from '../util/json/json.js';

/** One write that the server has accepted. A dry run is none. */
export interface Write {
  readonly client: Client;
  /** What was asked for. */
  readonly call: RequestInfo;
  /** Whether the object is gone by it: deleted, and not only marked. */
  readonly gone: boolean;
  /** The object as it is now, or as it was last; `undefined` where the server said no more than that it is gone. */
  readonly object: WireObject | undefined;
  /** Which object, where the answer said so. */
  readonly uid: string | undefined;
}

/** Of this and of any other installed copy. A message holds an object, so it may hold a secret: nothing else publishes or logs it. */
const name = 'kube-core:written';
const written = channel(name);

const isDryRun = ({ path }: KubeRequest): boolean => /[?&]dryRun=/.test(path);

/**
 * Says what a write came to.
 *
 * @param request - What was sent.
 * @param answer - What the server answered: an object, or a Status for one that is gone.
 */
export function publishWrite(client: Client, request: KubeRequest, answer: { readonly gone: boolean; readonly answer: unknown }): void {
  if (!written.hasSubscribers || request.method === 'GET' || isDryRun(request)) return;
  const { gone, answer: value } = answer;
  const object =
    isObject(value) && isObject(value['metadata']) && value['kind'] !== 'Status' ? (value as unknown as WireObject) : undefined;
  const uid: unknown = isObject(value) ? (objectAt(value, 'metadata')['uid'] ?? objectAt(value, 'details')['uid']) : undefined;
  const message: Write = { client, call: requestInfo(request), gone, object, uid: typeof uid === 'string' ? uid : undefined };
  written.publish(message);
}

/**
 * Hears of every write of one object, in the asynchronous context of whoever wrote. A `deleteCollection` tells nothing: its answer does not
 * say what has become of the objects.
 *
 * @param listener - Told at once, before the caller of the verb has its answer.
 * @returns what ends the listening.
 */
export function onWrite(listener: (write: Write) => void): () => void {
  const hear = (message: unknown): void => listener(message as Write); // only publishWrite publishes here
  subscribe(name, hear);
  return () => unsubscribe(name, hear);
}
