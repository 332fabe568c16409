/**
 * A server whose answers go wrong in every way that chance finds, on a clock that stands still: {@link HostileServer}. What it tells of its
 * objects is true, though: whoever asks again and again learns how they are.
 */
import type { Clock, KubeObject } from 'kube-core';
import { respond, respondJson, type KubeRequest, type KubeResponse } from 'kube-core/testing';

/** How it is with an object: what a watch says of it. */
interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** What the server goes by. */
export interface HostileOptions {
  readonly clock: Clock;
  /** Decides everything. */
  readonly random: () => number;
  /** How many objects there are at most. */
  readonly names: number;
}

const line = (type: string, object: unknown): Buffer => Buffer.from(`${JSON.stringify({ type, object })}\n`);
const status = (code: number, more: object = {}): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  code,
  message: `a test: ${code}`,
  ...more,
});
const asked = { details: { retryAfterSeconds: 2 } };

/** Lines that are no events, and events that say nothing. */
const garbage = [
  'null\n',
  '[]\n',
  '{}\n',
  '<html>\n',
  '{"type":"ADDED"}\n',
  '{"type":"MODIFIED","object":{"metadata":{}}}\n',
  '{"type":"ADDED","object":7}\n',
  '\n\n',
  '{"type":"BOOKMARK","object":{}}\n',
  '{"type":"NOVEL","object":{"metadata":{"name":"x","resourceVersion":"1"}}}\n',
  '{"type":"ERROR","object":null}\n',
];
/** Bodies that are no lists. */
const noLists = ['', 'null', '[]', '{"items":[]}', '<html>', '{"metadata":{"resourceV'];

/** See the file's first line. */
export class HostileServer {
  /** Whether it still goes wrong, and how often: 0 to 1. */
  malice = 0.3;
  /** When it was asked, in milliseconds of the clock. */
  readonly askedAt: number[] = [];
  readonly objects = new Map<string, KubeObject>();
  readonly #options: HostileOptions;
  readonly #log: Change[] = [];
  readonly #snapshots = new Map<number, readonly KubeObject[]>();
  #version = 1;
  /** The oldest version that a watch can begin at. */
  #oldest = 1;

  constructor(options: HostileOptions) {
    this.#options = options;
  }

  /** Creates, changes or deletes an object. */
  change(): void {
    const name = `a${Math.floor(this.#options.random() * this.#options.names)}`;
    const known = this.objects.get(name);
    const type = known === undefined ? 'ADDED' : this.#chance(0.4) ? 'DELETED' : 'MODIFIED';
    const version = ++this.#version;
    const uid = known?.metadata?.uid ?? `${name}-${version}`;
    const object = { metadata: { name, namespace: 'web', uid, resourceVersion: String(version) } };
    if (type === 'DELETED') this.objects.delete(name);
    else this.objects.set(name, object);
    this.#log.push({ version, type, object });
  }

  /** Forgets how things came to be. */
  compact(): void {
    this.#oldest = this.#version;
    this.#snapshots.clear();
  }

  /** The transport of a client. */
  readonly service = async (request: KubeRequest): Promise<KubeResponse> => {
    const query = new URL(request.path, 'http://server').searchParams;
    this.askedAt.push(this.#options.clock.now());
    const answer = this.#errs() ? this.#refusal() : undefined;
    if (answer instanceof Error) throw answer;
    return answer ?? (query.get('watch') === 'true' ? this.#watch(query, request) : this.#list(query));
  };

  #chance(probability: number): boolean {
    return this.#options.random() < probability;
  }

  #errs(weight = 1): boolean {
    return this.#chance(this.malice * weight);
  }

  #pick<T>(...from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.#options.random() * from.length)] ?? from[0];
  }

  #refusal(): KubeResponse | Error {
    const code = this.#pick(0, 400, 403, 404, 410, 410, 422, 429, 429, 500, 503, 504);
    return code === 0 ? new Error('connection refused') : respondJson(code, status(code, code === 429 || code === 503 ? asked : {}));
  }

  #list(query: URLSearchParams): KubeResponse {
    if (this.#errs(0.3)) return respond(200, this.#pick(noLists[0] ?? '', ...noLists));
    const [version = this.#version, from = 0] = (query.get('continue') ?? '').split('/').filter(Boolean).map(Number);
    if (from === 0) this.#snapshots.set(version, [...this.objects.values()]);
    const all = this.#snapshots.get(version);
    if (all === undefined || (from > 0 && this.#errs(0.5))) return respondJson(410, status(410, { reason: 'Expired' }));
    const end = from + Number(query.get('limit') ?? all.length + 1);
    const more = end < all.length ? { continue: `${version}/${end}` } : {};
    const odd = this.#errs(0.1) ? [{ metadata: {} }] : [];
    const metadata = { resourceVersion: String(version), ...more };
    return respondJson(200, { kind: 'PodList', apiVersion: 'v1', metadata, items: [...all.slice(from, end), ...odd] });
  }

  #watch(query: URLSearchParams, { signal }: KubeRequest): KubeResponse {
    const initial = query.has('sendInitialEvents');
    const since = Number(query.get('resourceVersion') ?? this.#version);
    if (!initial && since < this.#oldest)
      return this.#chance(0.5) ? respondJson(410, status(410)) : respond(200, this.#lines([line('ERROR', status(410))]));
    const lifetimeMs = Number(query.get('timeoutSeconds')) * 1000;
    const lasts = this.#errs() ? this.#pick(0, this.#options.random() * 20_000) : lifetimeMs;
    return respond(200, this.#events({ initial, since, until: this.#options.clock.now() + lasts, signal }));
  }

  async *#lines(lines: readonly Buffer[]): AsyncGenerator<Uint8Array, void, undefined> {
    yield* lines;
  }

  /** Until its time is over, or something goes wrong. Changes are seen up to a second late. */
  async *#events(watch: Watch): AsyncGenerator<Uint8Array, void, undefined> {
    let seen = watch.since;
    if (watch.initial) {
      seen = this.#version;
      for (const object of [...this.objects.values()]) {
        if (this.#errs(0.02)) return;
        yield line('ADDED', object);
      }
      if (this.#errs(0.3)) return this.#silence(watch);
      yield this.#bookmark(seen, { 'k8s.io/initial-events-end': 'true' });
    }
    let bookmarkAt = this.#options.clock.now() + 60_000;
    for (;;) {
      for (const change of this.#log.filter(({ version }) => version > seen)) {
        if (this.#errs(0.05)) return yield line(change.type, change.object).subarray(0, 40);
        yield line(change.type, change.object);
        seen = change.version;
      }
      const now = this.#options.clock.now();
      if (now >= watch.until) return;
      if (now >= bookmarkAt) {
        bookmarkAt = now + 60_000;
        yield this.#bookmark(seen);
      }
      if (this.#errs(0.1)) yield* this.#harm(watch);
      await this.#options.clock.sleep(200 + this.#options.random() * 800, watch.signal);
    }
  }

  #bookmark(version: number, annotations: object = {}): Buffer {
    return line('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(version), annotations } });
  }

  async *#harm(watch: Watch): AsyncGenerator<Uint8Array, void, undefined> {
    const what = this.#pick('garbage', 'error', 'reset', 'silence');
    if (what === 'reset') throw new Error('connection reset');
    if (what === 'silence') return this.#silence(watch);
    const code = this.#pick(410, 429, 500, 504);
    yield what === 'error' ? line('ERROR', status(code, asked)) : Buffer.from(this.#pick(garbage[0] ?? '', ...garbage));
  }

  /** A connection that is dead, though nobody says so. */
  #silence({ signal }: Watch): Promise<void> {
    return this.#options.clock.sleep(3_600_000, signal);
  }
}

/** One watch that is open. */
interface Watch {
  readonly initial: boolean;
  readonly since: number;
  readonly until: number;
  readonly signal: AbortSignal | undefined;
}
