/**
 * Hears of things outside of the cluster by HTTP: {@link webhookSource}. Whoever knows of a change sends a POST.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isObject, toJson } from 'kube-core/json';
import { checkOptions, checkValue, rules, type Rules } from 'kube-core/support';
import { Subject, type Observable } from 'rxjs';
import { elsewhere, type Asked } from '../controller/outside.js';
import { bodyOf, Held, refusalOf } from '../http/body.js';
import { PageServer, portRule, type Page } from '../http/server.js';
import { refKey, type ObjectRef } from '../reflector/object-ref.js';
import type { Runnable, RunOptions } from '../util/runnable.js';

/** Where it listens, and whom it believes. */
export interface WebhookSourceOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** The address of an interface. @defaultValue all of them */
  readonly host?: string;
  /** The path that is asked. @defaultValue `/` */
  readonly path?: string;
  /** What a sender has to send as `Authorization: Bearer TOKEN`. @defaultValue nobody is asked for one: then let a network policy say who may */
  readonly token?: string;
  /** How long a body may be, in bytes. @defaultValue 65536 */
  readonly maxBytes?: number;
  /**
   * Which objects a body names.
   *
   * @throws whatever is wrong with the body: the sender is answered 400, without the reason.
   * @defaultValue JSON: `{ "name": "shop", "namespace": "web" }`, or a list of these
   */
  readonly refsOf?: (body: string) => Iterable<ObjectRef>;
}

/** What a manager runs, and what controllers listen to. */
export interface WebhookSource extends Runnable {
  /** What `from()` of a controller takes. */
  readonly refs: Observable<Iterable<ObjectRef>>;
  /** Where it is reached from this machine: `http://127.0.0.1:8090/`; `undefined` while it does not listen. */
  readonly url: string | undefined;
}

/** The constants of a webhook source. */
export const defaults = {
  /** Some hundreds of names; a sender who has more sends several. */
  maxBytes: 65_536,
  /** How many of the longest bodies may be on their way at a time; more are answered with 429. */
  bodies: 256,
} as const;

const sourceRules: Rules<WebhookSourceOptions> = {
  port: portRule,
  host: rules.text,
  path: { fits: (value) => typeof value === 'string' && value.startsWith('/'), wanted: 'a path that begins with /' },
  token: { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a text that is not empty' },
  maxBytes: rules.count,
  refsOf: rules.call,
};

/**
 * A port on which others say what has changed.
 *
 * @param options - Where it listens, and whom it believes.
 * @returns what is added to a manager, and whose `refs` a controller is made `from()`.
 * @throws KubeError `option` for an option that there is not, or that cannot be meant.
 *
 * @remarks
 * A POST is answered with 202 when the objects are in the queue; 400 for a body that names none, 401 without the token, 413 for a body that
 * is too long, 429 where too many come at a time, and 503 with `Retry-After` while no controller listens: another replica leads, or the process
 * stops. Where replicas share the objects, 503 also comes for those of another replica: the body lists them under `refs`, all others are in the
 * queue. Let the sender try again over a new connection then. It is plain HTTP: let something in front of it speak TLS where the way is not yours
 * alone.
 */
export function webhookSource(options: WebhookSourceOptions): WebhookSource {
  const given = checkOptions('webhookSource()', options, sourceRules);
  checkValue('port of webhookSource()', given.port, portRule);
  return new HttpSource(given);
}

class HttpSource implements WebhookSource {
  readonly name = 'the webhook source';
  readonly phase = 'servers';
  readonly refs: Observable<Asked>;
  readonly #refs = new Subject<Asked>();
  readonly #options: WebhookSourceOptions;
  readonly #held: Held;
  readonly #server: PageServer;

  constructor(options: WebhookSourceOptions) {
    this.#options = options;
    this.#held = new Held((options.maxBytes ?? defaults.maxBytes) * defaults.bodies);
    this.refs = this.#refs.asObservable();
    this.#server = new PageServer('the webhook source', options, { answer: (request) => this.#take(request) });
  }

  get #path(): string {
    return this.#options.path ?? '/';
  }

  get url(): string | undefined {
    const { url } = this.#server;
    return url === undefined ? undefined : `${url}${this.#path}`;
  }

  started(signal: AbortSignal): Promise<void> {
    return this.#server.started(signal);
  }

  run(options?: RunOptions): Promise<void> {
    return this.#server.run(options);
  }

  async #take(request: IncomingMessage): Promise<Page> {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== this.#path) return { status: 404, text: 'not found\n' };
    if (request.method !== 'POST') return { status: 405, text: 'method not allowed: send a POST\n' };
    if (!this.#isBelieved(request)) return { status: 401, text: 'unauthorized\n' };
    const { maxBytes = defaults.maxBytes, refsOf = refsOfJson } = this.#options;
    const limits = { maxBytes, held: this.#held };
    using body = await bodyOf(request, limits);
    if (body.state !== 'read') return refusalOf(body, limits);
    const refs = named(refsOf, body.text);
    if (refs === undefined) return { status: 400, text: 'the body names no objects\n' };
    if (!this.#refs.observed) return { status: 503, text: 'nobody listens now: try again\n', retry: true };
    const others = this.#tell(refs);
    return others.length === 0 ? { status: 202, text: 'accepted\n' } : misdirected(others);
  }

  /** @returns the objects that are another replica's. */
  #tell(refs: readonly ObjectRef[]): readonly ObjectRef[] {
    const others = new Map<string, ObjectRef>();
    const asked: Asked = {
      [Symbol.iterator]: () => refs.values(),
      [elsewhere]: (list) => {
        for (const ref of list) others.set(refKey(ref), ref);
      },
    };
    this.#refs.next(asked);
    return [...others.values()];
  }

  /** Hashes have one length, and comparing them takes one time. */
  #isBelieved({ headers }: IncomingMessage): boolean {
    const { token } = this.#options;
    if (token === undefined) return true;
    return timingSafeEqual(hashed(headers.authorization ?? ''), hashed(`Bearer ${token}`));
  }
}

const hashed = (text: string): Buffer => createHash('sha256').update(text).digest();

const misdirected = (refs: readonly ObjectRef[]): Page => ({
  status: 503,
  text: `${toJson({ message: 'these are reconciled by another replica: try again', refs })}\n`,
  contentType: 'application/json',
  retry: true,
});

function named(refsOf: (body: string) => Iterable<ObjectRef>, body: string): readonly ObjectRef[] | undefined {
  try {
    return [...refsOf(body)];
  } catch {
    return undefined;
  }
}

function refsOfJson(body: string): readonly ObjectRef[] {
  const parsed: unknown = JSON.parse(body);
  return (Array.isArray(parsed) ? parsed : [parsed]).map((each: unknown) => {
    if (!isObject(each) || typeof each['name'] !== 'string') throw new TypeError('an object is named by { name, namespace }');
    const { name, namespace } = each;
    if (namespace === undefined) return { name };
    if (typeof namespace !== 'string') throw new TypeError('a namespace is a text');
    return { name, namespace };
  });
}
