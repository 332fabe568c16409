/**
 * Makes the children of one kind those that are wanted, for one owner: {@link KindOfChildren}.
 */
import { controllerOf, isInvalid, isNotFound, keyOf, KubeError, type Apply, type KubeObject } from 'kube-core';
import type { Cached } from '../watcher/event.js';
import type { ChildReader, Kind } from './reader.js';
import { wantedOf, type Wish } from './wish.js';

/** What became of a child. */
export type ChildOutcome = 'created' | 'updated' | 'unchanged' | 'pruned';

/** Hears of each child. */
export type Told = (outcome: ChildOutcome, object: Cached<KubeObject>) => void;

/** How calls are made. */
export interface ChildCalls {
  readonly force: boolean;
  readonly signal?: AbortSignal;
}

/** The children of one kind, of one owner. */
export class KindOfChildren {
  readonly kind: Kind;
  readonly #uid: string;
  readonly #wanted: ReadonlyMap<string, Apply<KubeObject>>;

  /** @throws KubeError `children` for what cannot be. */
  constructor(kind: Kind, wish: Wish) {
    this.kind = kind;
    this.#uid = wish.object.metadata.uid;
    this.#wanted = wantedOf(kind, wish);
  }

  /** Creates what is missing, and applies what is different. */
  async make(reader: ChildReader, calls: ChildCalls, told: Told): Promise<void> {
    for (const [key, wanted] of this.#wanted) {
      const sight = await reader.look(key, wanted);
      if (sight.is !== 'missing') this.#checkRival(sight.object);
      if (sight.is === 'settled') {
        told('unchanged', sight.object);
        continue;
      }
      const object = await this.#apply(wanted, calls);
      reader.applied(wanted, object);
      const isSame = sight.is === 'different' && sight.object.metadata.resourceVersion === object.metadata.resourceVersion;
      told(sight.is === 'missing' ? 'created' : isSame ? 'unchanged' : 'updated', object);
    }
  }

  /** Deletes what is not wanted any more. */
  async prune(reader: ChildReader, { signal }: ChildCalls, told: Told): Promise<void> {
    const { api } = this.kind;
    for await (const object of reader.unwanted(this.#uid, this.#wanted)) {
      const { uid, resourceVersion } = object.metadata;
      const preconditions = { uid, resourceVersion };
      try {
        await api.delete(object, { preconditions, propagationPolicy: 'Background', ...(signal !== undefined && { signal }) });
        told('pruned', object);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  /** The server refuses a second controller, with 422: that of an object that has come since it was looked at. */
  async #apply(wanted: Apply<KubeObject>, { force, signal }: ChildCalls) {
    const { api, fieldManager } = this.kind;
    const options = signal === undefined ? {} : { signal };
    try {
      return await api.apply(wanted, { fieldManager, force, ...options });
    } catch (error) {
      if (isInvalid(error)) this.#checkRival(await api.find(wanted, options), error);
      throw error;
    }
  }

  /** @throws KubeError `owner` where another controller owns it: the two would fight over it. */
  #checkRival(object: Cached<KubeObject> | undefined, cause?: unknown): void {
    const rival = object === undefined ? undefined : controllerOf(object);
    if (object === undefined || rival === undefined || rival.uid === this.#uid) return;
    const what = `${rival.kind} ${rival.name} is the controller of ${this.kind.api.definition.kind} ${keyOf(object)}: an object has one at most`;
    throw new KubeError('owner', what, cause === undefined ? {} : { cause });
  }
}
