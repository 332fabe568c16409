/**
 * One test of an operator: a namespace of its own, the controllers at work in it, and waits that say why they ended. Enter at
 * {@link openScene}.
 */
import {
  Api,
  isConflict,
  isNamespaced,
  isNotFound,
  KubeError,
  linkedAbort,
  systemClock,
  type Client,
  type Clock,
  type Key,
  type KubeObject,
  type LinkedAbort,
  type ResourceDefinition,
} from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import type { Logger } from '../log/logger.js';
import { loggerRule } from '../log/logger.js';
import { Manager } from '../manager/manager.js';
import type { WaitCondition } from '../wait/condition.js';
import { waitFor } from '../wait/wait-for.js';
import type { Cached } from '../watcher/event.js';
import { Activity } from './activity.js';

const defaults = {
  timeoutMs: 10_000, // a test runner's own limit is five seconds or more; whoever needs longer says so
  quietMs: 200, // an in-process server answers in a millisecond, a cluster in ten
} as const;

/** Options of {@link openScene}. */
export interface SceneOptions {
  /**
   * Adds what is tested to a manager: its controllers, caches and whatever else runs. `manager.client` is the client to use: a request of another
   * one is not waited for by {@link Scene.settled}.
   */
  readonly run: (manager: Manager, namespace: string) => unknown;
  /** The namespace begins with it. @defaultValue `test` */
  readonly name?: string;
  /** How long each wait may take, in milliseconds. @defaultValue 10 seconds */
  readonly timeoutMs?: number;
  /** How long nothing has to happen for all to be settled, in milliseconds. @defaultValue 200 */
  readonly quietMs?: number;
  /** @defaultValue `consoleLogger()` */
  readonly log?: Logger;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

const sceneRules: Rules<SceneOptions> = {
  run: rules.call,
  name: rules.text,
  timeoutMs: rules.limitMs,
  quietMs: rules.delayMs,
  log: loggerRule,
  clock: rules.clock,
};

/** A test under way. Disposing it stops the controllers and deletes the namespace. */
export interface Scene extends AsyncDisposable {
  readonly client: Client;
  /** Made for this test alone. */
  readonly namespace: string;
  /** Objects of a kind: those of the namespace, or of the cluster where the kind has none. */
  api<K extends KubeObject>(kind: ResourceDefinition<K>): Api<K>;
  /**
   * Waits until something is so of an object.
   *
   * @returns the object as it is then.
   * @throws KubeError `wait-timeout`, with what is not so yet; what ended the controllers, as soon as it does.
   */
  until<K extends KubeObject, A extends undefined = undefined>(
    kind: ResourceDefinition<K>,
    key: Key,
    condition: WaitCondition<NoInfer<K>, A>,
  ): Promise<Cached<K> | A>;
  /**
   * Waits until the controllers have come to rest: none of their requests is under way, and none was for `quietMs`, counted from this call at
   * the earliest: what the test wrote just before may not have reached them. It does not see a reconcile that only computes.
   *
   * @throws KubeError `wait-timeout` where they do not come to rest; what ended the controllers.
   */
  settled(): Promise<void>;
  /** The same as disposal, for where `await using` is no syntax. @throws what ended the controllers, where that was no stop. */
  close(): Promise<void>;
}

/**
 * Opens a scene: makes a namespace and starts the controllers.
 *
 * @param client - Of the in-process server, or of a cluster. It stays open.
 * @throws KubeError `option`; ApiError where the namespace cannot be made; what `run` throws.
 *
 * @remarks Guarantee: it belongs to no test runner; jest, vitest and node:test are the same to it. Scenes of one server do not meet, so tests
 * may run at a time.
 *
 * @example
 * ```ts
 * import { Api } from 'kube-core';
 * import { ConfigMap } from 'kube-core/k8s';
 * import { Controller, present } from 'kube-runtime';
 * import { openScene } from 'kube-runtime/testing';
 * import { ApiServer } from 'kube-testing';
 *
 * await using server = await ApiServer.start();
 * await using scene = await openScene(server.client(), {
 *   run: (manager, namespace) => {
 *     const maps = Api.namespaced(manager.client, ConfigMap, namespace);
 *     manager.add(Controller.for(maps).reconcile(async ({ object }) => {
 *       if (object.data?.['seen'] === undefined) await maps.patch(object, { merge: { data: { seen: 'yes' } } });
 *     }));
 *   },
 * });
 * await scene.api(ConfigMap).create({ metadata: { name: 'a' } });
 * await scene.until(ConfigMap, 'a', present((map) => map.data?.['seen'] === 'yes'));
 * await scene.settled();
 * ```
 */
export async function openScene(client: Client, options: SceneOptions): Promise<Scene> {
  const given = checkOptions('openScene()', options, sceneRules);
  checkValue('run of openScene()', given.run, rules.call); // an option that may not be missing
  const namespace = `${given.name ?? 'test'}-${crypto.randomUUID().slice(0, 8)}`;
  await Api.all(client, Namespace).create({ metadata: { name: namespace } });
  const scene = new ControllerScene(client, namespace, given);
  try {
    await scene.start();
    return scene;
  } catch (error) {
    await scene.close().catch(() => undefined);
    throw error;
  }
}

class ControllerScene implements Scene {
  readonly client: Client;
  readonly namespace: string;
  readonly #options: SceneOptions;
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #manager: Manager;
  /** Aborts with what ended the controllers. */
  readonly #ended = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(client: Client, namespace: string, options: SceneOptions) {
    const { log, clock = systemClock } = options;
    this.client = client;
    this.namespace = namespace;
    this.#options = options;
    this.#clock = clock;
    this.#activity = new Activity(clock);
    this.#manager = new Manager(this.#activity.heard(client), { signals: false, clock, ...(log !== undefined && { log }) });
  }

  async start(): Promise<void> {
    await this.#options.run(this.#manager, this.namespace);
    this.#running = this.#manager.run();
    this.#running.then(
      () => this.#ended.abort(new KubeError('manager', 'the controllers of this test have ended')),
      (error: unknown) => this.#ended.abort(error),
    );
  }

  api<K extends KubeObject>(kind: ResourceDefinition<K>): Api<K> {
    return isNamespaced(kind) ? Api.namespaced(this.client, kind, this.namespace) : Api.all(this.client, kind);
  }

  async until<K extends KubeObject, A extends undefined = undefined>(
    kind: ResourceDefinition<K>,
    key: Key,
    condition: WaitCondition<NoInfer<K>, A>,
  ): Promise<Cached<K> | A> {
    const { timeoutMs = defaults.timeoutMs } = this.#options;
    return waitFor<K, A>(this.api(kind), key, { until: condition, timeoutMs, signal: this.#ended.signal, clock: this.#clock });
  }

  async settled(): Promise<void> {
    const { timeoutMs = defaults.timeoutMs, quietMs = defaults.quietMs } = this.#options;
    using limit: LinkedAbort = linkedAbort(this.#ended.signal);
    const late = new KubeError('wait-timeout', `the controllers did not come to rest in ${timeoutMs / 1000} s: is there a loop?`);
    const cancel = this.#clock.after(timeoutMs, () => limit.abort(late));
    this.#activity.touch();
    await this.#activity.quiet(quietMs, limit.signal).finally(cancel);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    await this.#manager.close();
    await Api.all(this.client, Namespace).delete(this.namespace).catch(unlessGone);
    await this.#running;
  }
}

/** Closed twice, or deleted by the test. */
function unlessGone(error: unknown): void {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}
