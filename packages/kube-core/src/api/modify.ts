/**
 * An object as it should be, whatever it was: {@link modify} changes one that is there, {@link upsert} makes one that is not. Both read,
 * write only what is different, and begin again where somebody was faster.
 */
import { KubeError } from '../errors.js';
import type { Target } from '../request/build.js';
import { writeRules, type WriteOptions } from '../request/params.js';
import { orNone } from '../request/status.js';
import type { Frozen, KubeObject, Stored } from '../resource/definition.js';
import { unwanted } from '../util/arguments.js';
import { copied, equal, isObject, objectAt } from '../util/json/json.js';
import type { ObjectCalls } from './object-calls.js';
import { checkOptions, type Rules } from '../util/options.js';
import { retryOnConflict, retryRules, type RetryOptions } from './retry-on-conflict.js';

/** Options of a modify and an upsert. */
export interface ModifyOptions extends WriteOptions, Pick<RetryOptions, 'attempts' | 'clock'> {}

const modifyRules: Rules<ModifyOptions> = { ...writeRules, attempts: retryRules.attempts, clock: retryRules.clock };

type Changed<K> = Frozen<K> | undefined | void;

/**
 * Changes an object as it was just read: in place, or by returning another. It may be called several times.
 *
 * @param object - Belongs to the function; nobody else holds it.
 * @returns what to store; nothing, where the object was changed in place.
 */
export type Change<K> = Changer<K>['change'];

/** A method, whose parameters the compiler compares both ways: else an Api of pods were no Api. */
interface Changer<K> {
  change(this: void, object: Stored<K>): Changed<K> | Promise<Changed<K>>;
}

/** What to do with an object that may be there or not. */
export interface Upsert<K> {
  /** The object to create where there is none. Its name and namespace are those of the key, and need not be said. */
  insert(this: void): Frozen<K> | Promise<Frozen<K>>;
  /** The change of the one that is there. @defaultValue none: it stays as it is */
  update?(this: void, object: Stored<K>): Changed<K> | Promise<Changed<K>>;
}

/** What an upsert came to. */
export interface Upserted<K> {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** The object as the server answered it; as it was read where nothing was different. */
  readonly object: Stored<K>;
}

/** One object, or a subresource of one: how it is read and written, and where. */
export interface Slot<K extends KubeObject> {
  readonly calls: ObjectCalls<K>;
  readonly target: Target;
}

/** @throws ApiError as the calls; KubeError `key` for a change to another name or namespace. */
export async function modify<K extends KubeObject>(slot: Slot<K>, change: Change<K>, options: ModifyOptions = {}): Promise<Stored<K>> {
  if (typeof change !== 'function') throw unwanted('modify takes a function that changes the object', change);
  const { retry, write } = parted('modify()', options);
  const { object } = await retryOnConflict(async () => changed(slot, await read(slot, write), { change, options: write }), retry);
  return object;
}

/** @throws as {@link modify}. */
export async function upsert<K extends KubeObject>(slot: Slot<K>, wanted: Upsert<K>, options: ModifyOptions = {}): Promise<Upserted<K>> {
  if (!isObject(wanted) || typeof wanted.insert !== 'function') throw unwanted('upsert takes { insert, update }, two functions', wanted);
  const { insert, update } = wanted;
  if (update !== undefined && typeof update !== 'function') throw unwanted('update of upsert is a function', update);
  const { retry, write } = parted('upsert()', options);
  return retryOnConflict(async () => {
    const found = await orNone(read(slot, write));
    if (found === undefined) return inserted(slot, await insert(), write);
    return update === undefined ? { outcome: 'unchanged', object: found } : changed(slot, found, { change: update, options: write });
  }, retry);
}

/** What belongs to each write, and what to the tries. @throws KubeError `option` */
function parted(of: string, options: ModifyOptions): { readonly retry: RetryOptions; readonly write: WriteOptions } {
  const { attempts, clock, ...write } = checkOptions(of, options, modifyRules);
  const { signal } = write;
  return {
    retry: { ...(attempts !== undefined && { attempts }), ...(clock !== undefined && { clock }), ...(signal !== undefined && { signal }) },
    write,
  };
}

const read = <K extends KubeObject>({ calls, target }: Slot<K>, options: WriteOptions): Promise<Stored<K>> =>
  calls.get(target, {
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.timeoutSeconds !== undefined && { timeoutSeconds: options.timeoutSeconds }),
  });

async function inserted<K extends KubeObject>(slot: Slot<K>, object: unknown, options: WriteOptions): Promise<Upserted<K>> {
  const { name: _, ...collection } = slot.target;
  return { outcome: 'created', object: await slot.calls.create(collection, placed(slot.target, object), options) };
}

async function changed<K extends KubeObject>(
  { calls, target }: Slot<K>,
  found: Stored<K>,
  { change, options }: { readonly change: Change<K>; readonly options: WriteOptions },
): Promise<Upserted<K>> {
  const { resourceVersion } = found.metadata;
  const before = copied(found);
  const wanted = placed(target, (await change(found)) ?? found);
  if (equal(before, wanted)) return { outcome: 'unchanged', object: found };
  // With the version that was read: a change by somebody else is then a conflict, and not lost.
  const versioned = { ...wanted, metadata: { ...wanted.metadata, resourceVersion } };
  return { outcome: 'updated', object: await calls.replace(target, versioned, options) };
}

/** The object in its place. @throws KubeError `key` when it names another one. */
function placed({ name, namespace }: Target, object: unknown): { readonly metadata: object } {
  if (!isObject(object)) throw unwanted('what is to be stored is an object with metadata', object, 'key');
  const metadata = objectAt(object, 'metadata');
  if (metadata['name'] === undefined && metadata['generateName'] !== undefined)
    throw new KubeError('key', `what is to be stored asks for a generated name, and the key says "${String(name)}"`);
  const place = { name, ...(namespace !== undefined && { namespace }) };
  for (const [field, own] of Object.entries(place))
    if (metadata[field] !== undefined && metadata[field] !== own)
      throw new KubeError('key', `what is to be stored has another ${field} than the key, which says "${own}"`);
  return { ...object, metadata: { ...metadata, ...place } };
}
