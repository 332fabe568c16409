/**
 * The calls of a sharding beside those of its elections, each with a time limit: {@link ShardingLeases}. A failure is told, and the call made
 * again another time.
 */
import { Api, type Client, type Stored } from 'kube-core';
import { Lease } from 'kube-core/k8s';
import { tell } from 'kube-core/support';
import { callLimitMs } from '../lease/options.js';
import { holderOf } from '../lease/record.js';
import { orLate, timeoutError } from '../util/or-late.js';
import { shardingFailure } from './errors.js';
import type { Layout } from './plan/layout.js';
import type { Settings } from './options.js';

/** Lists and deletes. None of its methods rejects. */
export class ShardingLeases {
  readonly #api: Api<Lease>;
  readonly #settings: Settings;
  readonly #layout: Layout;

  constructor(client: Client, settings: Settings, layout: Layout) {
    this.#api = Api.namespaced(client, Lease, settings.namespace);
    this.#settings = settings;
    this.#layout = layout;
  }

  /** All Leases of the sharding; `undefined`: they could not be listed. */
  async list(signal: AbortSignal): Promise<readonly Stored<Lease>[] | undefined> {
    const { selector: labelSelector } = this.#layout;
    try {
      return (await this.#limited((limit) => this.#api.list({ labelSelector, signal: limit }), signal)).items;
    } catch (error) {
      if (!signal.aborted) this.#fail('list', error);
      return undefined;
    }
  }

  /** Deletes a Lease, if it is as it was read. */
  async discard({ metadata: { name, uid, resourceVersion } }: Stored<Lease>): Promise<void> {
    try {
      await this.#limited((signal) => this.#api.delete(name, { preconditions: { uid, resourceVersion }, signal }));
    } catch (error) {
      this.#fail('delete', error);
    }
  }

  /** Deletes the record of this process, when it was given back. It counts for nothing then, and would only be in the lists of others. */
  async discardOwn(): Promise<void> {
    try {
      const lease = await this.#limited((signal) => this.#api.find(this.#layout.member, { signal }));
      if (lease !== undefined && holderOf(lease) === undefined) await this.discard(lease);
    } catch (error) {
      this.#fail('delete', error);
    }
  }

  #limited<T>(call: (limit: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { clock } = this.#settings;
    return orLate(call, { ms: callLimitMs(this.#settings), late: () => timeoutError('no answer in time'), clock, signal });
  }

  #fail(verb: 'list' | 'delete', error: unknown): void {
    const { onFailure } = this.#settings;
    const failure = shardingFailure(verb, this.#settings, error);
    if (failure !== undefined) tell('onFailure', () => onFailure(failure));
  }
}
