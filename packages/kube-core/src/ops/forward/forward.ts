/**
 * `kubectl port-forward`: {@link forward} listens on ports of this machine for ports of a pod.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Api } from '../../api/api.js';
import type { Client } from '../../client/client.js';
import { Pod } from '../../k8s/core-v1.js';
import type { CallOptions } from '../../request/params.js';
import { isApiError } from '../../request/status.js';
import { linkedAbort, onAbort, type LinkedAbort } from '../../util/async/abort.js';
import { tell } from '../../util/callbacks.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import { isList } from '../../util/json/json.js';
import { checkOptions, rules, type Rule } from '../../util/options.js';
import { numbersOf, type Destination } from './destination.js';
import { joined } from './joined.js';
import { listen, type Listener } from './listen.js';
import { PodSource, type ForwardStep } from './pod-source.js';
import { parsePort, type PortPair, type PortSpec } from './ports.js';
import { readTarget, type ForwardTarget } from './target.js';

const defaults = {
  address: '127.0.0.1', // nobody else on the network
  timeoutMs: 60_000, // kubectl's, for a pod to run
  silenceMs: 5000, // a connection that was ended here is kept for an answer; servers answer what was asked within that or keep speaking
} as const;

/** Options of {@link forward}. */
export interface ForwardOptions extends Pick<CallOptions, 'signal'> {
  /** Which ports: `80`, `'8080:80'`, `':http'`, or several of them. */
  readonly ports: PortSpec | readonly PortSpec[];
  /** Where the target is, unless it says so itself. @defaultValue the client's */
  readonly namespace?: string;
  /** Who may connect: an address of this machine, `'0.0.0.0'` for everybody on its network. @defaultValue `'127.0.0.1'` */
  readonly address?: string;
  /** How long to wait for a pod, at the start and when one has gone, in milliseconds. @defaultValue 60 s */
  readonly timeoutMs?: number;
  /** Is told which pod connections go to, and when none is there. */
  readonly onProgress?: (step: ForwardStep) => void;
  /** Is told why a connection could not be made, or broke. The forward goes on. */
  readonly onFailure?: (error: unknown) => void;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/** One port that is forwarded. */
export interface ForwardedPort {
  readonly address: string;
  /** Where to connect here. */
  readonly local: number;
  /** The port of the target, as it was given. */
  readonly remote: number | string;
}

/** Ports that are forwarded. Dispose it to end all connections and stop listening. */
export interface Forward extends AsyncDisposable {
  /** In the order in which they were asked for. */
  readonly ports: readonly ForwardedPort[];
  /** The pod that connections go to now. */
  readonly pod: string;
  /** Resolves when it was closed, or its signal has aborted: a program that does nothing else awaits it. */
  readonly closed: Promise<void>;
  /** The same as disposal, for where `await using` is no syntax. */
  close(): Promise<void>;
}

const isPort: Rule['fits'] = (value) => typeof value === 'number' || typeof value === 'string';
const optionRules = {
  ports: { fits: (value) => isPort(value) || (isList(value) && value.length > 0), wanted: "ports, 80 or ['8080:80', ':http']" },
  namespace: rules.text,
  address: rules.text,
  timeoutMs: rules.graceMs,
  onProgress: rules.call,
  onFailure: rules.call,
  clock: rules.clock,
  signal: rules.signal,
} as const satisfies Record<keyof ForwardOptions, Rule>;

/**
 * Listens on ports of this machine, and carries each connection to a port of a pod. Of a service or a workload it takes a pod that is ready, and
 * another when that has gone: connections that are open break, later ones go to the new pod. Ports of a service are the service's own.
 *
 * @param target - `'nginx-0'`, `'service/nginx'`, `'deployment/nginx'`, or an object of the API.
 * @returns once all ports listen and a pod was found.
 * @throws KubeError `option` for ports or a target that are none; `port-forward` for a port that the target does not have, one that is in use
 *   here, and where no pod can be connected to in time; ApiError where the target is not there; the signal's reason.
 */
export async function forward(client: Client, target: ForwardTarget, options: ForwardOptions): Promise<Forward> {
  const given = checkOptions('forward()', options, optionRules);
  const pairs = [given.ports].flat().map((spec) => parsePort(spec));
  const { namespace = client.defaultNamespace, signal } = given;
  signal?.throwIfAborted();
  const link = linkedAbort(signal);
  const { timeoutMs = defaults.timeoutMs, clock = systemClock, onProgress = () => undefined } = given;
  const read = readTarget(target, namespace);
  const source = new PodSource(client, read, { timeoutMs, clock, onProgress, signal: link.signal });
  const opened = new PodForward({ pods: Api.namespaced(client, Pod, read.namespace), source, link, options: given });
  try {
    await opened.listen(pairs);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Parts {
  readonly pods: Api<Pod>;
  readonly source: PodSource;
  readonly link: LinkedAbort;
  readonly options: ForwardOptions;
}

class PodForward implements Forward {
  readonly ports: ForwardedPort[] = [];
  readonly closed: Promise<void>;
  readonly #parts: Parts;
  readonly #listeners: Listener[] = [];
  readonly #open = new Map<Socket, Promise<void>>();
  #release: () => void = () => undefined;
  #end: () => void = () => undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.closed = new Promise((resolve) => (this.#end = resolve));
    this.#release = onAbort(parts.options.signal, () => void this.close());
  }

  get pod(): string {
    return this.#parts.source.now?.pod.metadata.name ?? '';
  }

  async listen(pairs: readonly PortPair[]): Promise<void> {
    const { source, options, link } = this.#parts;
    const { address = defaults.address } = options;
    const destination = await source.current();
    const places = pairs.map(({ local, remote }) => ({ address, port: local ?? numbersOf(remote, destination).outer, remote }));
    for (const { remote, ...place } of places) {
      numbersOf(remote, destination);
      const listener = await listen(place, {
        serve: (socket) => this.#accept(socket, remote),
        onFailure: (error) => this.#complain(error),
      });
      if (this.#closing !== undefined) await listener.close();
      this.#listeners.push(listener);
      this.ports.push({ address, local: listener.port, remote });
    }
    link.signal.throwIfAborted();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#release();
    const { link, options } = this.#parts;
    link.abort(options.signal?.aborted === true ? options.signal.reason : new Error('the forward was closed'));
    link[Symbol.dispose]();
    const listeners = this.#listeners.map((listener) => listener.close());
    for (const socket of this.#open.keys()) socket.destroy();
    await Promise.all([...listeners, ...this.#open.values()]);
    this.#end();
  }

  #accept(socket: Socket, remote: number | string): void {
    if (this.#closing !== undefined) return void socket.destroy();
    socket.on('error', () => undefined); // until the connection to the pod is there: its close is all that matters
    this.#open.set(
      socket,
      this.#carry(socket, remote)
        .catch((error: unknown) => this.#tell(socket, error))
        .finally(() => this.#open.delete(socket)),
    );
  }

  async #carry(socket: Socket, remote: number | string): Promise<void> {
    const { stream, destination } = await this.#connect(remote);
    try {
      await joined(socket, stream, defaults.silenceMs);
    } catch (error) {
      this.#parts.source.doubt(destination);
      throw error;
    }
  }

  /** Connects to the pod, or to the next one where that has gone. */
  async #connect(remote: number | string): Promise<{ readonly stream: Duplex; readonly destination: Destination }> {
    const { source, pods, link } = this.#parts;
    for (let last: Destination | undefined; ;) {
      const destination = await source.current();
      try {
        const { inner } = numbersOf(remote, destination);
        return { stream: await pods.portForward(destination.pod, inner, { signal: link.signal }), destination };
      } catch (error) {
        source.doubt(destination);
        if (!isApiError(error) || last?.pod.metadata.uid === destination.pod.metadata.uid) throw error;
        last = destination;
      }
    }
  }

  #tell(socket: Socket, error: unknown): void {
    if (!socket.destroyed) socket.resetAndDestroy();
    this.#complain(error);
  }

  #complain(error: unknown): void {
    const { link, options } = this.#parts;
    if (!link.signal.aborted) tell('onFailure', () => options.onFailure?.(error));
  }
}
