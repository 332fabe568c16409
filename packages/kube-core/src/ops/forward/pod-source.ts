/**
 * Which pod connections go to now: {@link PodSource}. It stays with one until a connection to it fails, then it looks again.
 */
import type { Client } from '../../client/client.js';
import { KubeError } from '../../errors.js';
import { tell } from '../../util/callbacks.js';
import type { Clock } from '../../util/async/clock.js';
import { until, type Look } from '../wait/until.js';
import { findPod, type Destination } from './destination.js';
import { shown, type Target } from './target.js';

const defaults = {
  pollMs: 1000, // a pod needs a second or two to be ready
} as const;

/** What a forward tells of itself. */
export interface ForwardStep {
  /** `waiting`: no pod can be connected to now. `forwarding`: connections go to this pod from now on. */
  readonly state: 'waiting' | 'forwarding';
  /** The name of the pod; empty while there is none. */
  readonly pod: string;
}

/** How to look for pods. */
export interface PodSourceOptions {
  /** How long connections wait for a pod, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends the search. */
  readonly signal: AbortSignal;
  readonly onProgress: (step: ForwardStep) => void;
}

/** Connections that look for a pod at the same time look once. */
export class PodSource {
  readonly #client: Client;
  readonly #target: Target;
  readonly #options: PodSourceOptions;
  #found: Promise<Destination> | undefined;
  #now: Destination | undefined;

  constructor(client: Client, target: Target, options: PodSourceOptions) {
    this.#client = client;
    this.#target = target;
    this.#options = options;
  }

  /** The pod that connections go to, if one was found. */
  get now(): Destination | undefined {
    return this.#now;
  }

  /** @throws KubeError `port-forward` where no pod came in time; ApiError where the target is not there. The next call looks again. */
  current(): Promise<Destination> {
    if (this.#found !== undefined) return this.#found;
    const found = this.#search();
    this.#found = found;
    found.catch(() => this.#forget(found));
    return found;
  }

  /** A connection to that pod has failed: who comes next looks whether it is still the right one. */
  doubt(destination: Destination): void {
    if (this.#now === destination) this.#found = undefined;
  }

  #forget(found: Promise<Destination>): void {
    if (this.#found === found) this.#found = undefined;
  }

  async #search(): Promise<Destination> {
    const { clock, timeoutMs, signal } = this.#options;
    const look = async (looking: AbortSignal): Promise<Look<Destination>> => {
      const met = await findPod(this.#client, this.#target, { signal: looking });
      return met === undefined ? { waiting: 'a pod' } : { met };
    };
    const late = (): KubeError => noPod(this.#target, timeoutMs);
    const onProgress = (): void => this.#say({ state: 'waiting', pod: '' });
    return this.#take(await until(look, { pollMs: defaults.pollMs, timeoutMs, late, onProgress, clock, signal }));
  }

  #take(found: Destination): Destination {
    const isNew = found.pod.metadata.uid !== this.#now?.pod.metadata.uid;
    this.#now = found;
    if (isNew) this.#say({ state: 'forwarding', pod: found.pod.metadata.name });
    return found;
  }

  #say(step: ForwardStep): void {
    tell('onProgress', () => this.#options.onProgress(step));
  }
}

const noPod = (target: Target, timeoutMs: number): KubeError =>
  new KubeError('port-forward', `${shown(target)} had no pod that can be connected to for ${timeoutMs / 1000} s`);
