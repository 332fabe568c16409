/**
 * What a network does to a call, as data: {@link NetworkFault}, and the list of those that are yet to be met, {@link NetworkFaults}.
 */
import { KubeError } from 'kube-core';
import { checkOptions, checkValue, oneOf, rules, type Rule, type Rules } from 'kube-core/support';

/** Which requests meet a fault: those that have all the values given; without any value, all requests. */
export interface CallTarget {
  /** `POST`. */
  readonly method?: string;
  /** The path with its query: the whole of it, or a pattern. */
  readonly path?: string | RegExp;
  /** Whether the connection has served another request before: what a client meets when a server closes idle connections. */
  readonly reused?: boolean;
}

/** What happens to a call. Each but `delay`, `trickle` and `page` is the end of its connection. */
export const callHarms = ['reset', 'end', 'half-close', 'stall', 'garbage', 'bad-chunk', 'trickle', 'page', 'delay'] as const;
/** What happens to a connection before there is a call. */
export const connectionHarms = ['no-handshake', 'expired-certificate'] as const;
/** When a call meets its harm. */
export const moments = ['request', 'answer', 'head', 'body'] as const;

/** See {@link NetworkFault.harm}. */
export type Harm = (typeof callHarms)[number] | (typeof connectionHarms)[number];

/** What goes wrong on the way between a client and a server. */
export interface NetworkFault {
  /**
   * - `reset`: the connection is reset, as by a balancer that has lost its table.
   * - `end`: it is closed in order (FIN), whatever is still missing.
   * - `half-close`: the server's direction is closed; the other one stays open until the client closes it.
   * - `stall`: not a byte more comes, and nobody says so.
   * - `garbage`: bytes that are no HTTP come in place of the rest.
   * - `bad-chunk`: a chunk with a length that is no number comes in place of the rest.
   * - `trickle`: the answer comes a byte at a time, `everyMs` apart.
   * - `page`: an HTML page with `status` comes in place of the answer, as from a gateway.
   * - `delay`: nothing but the wait of `delayMs`.
   * - `no-handshake`: the next connection is closed before TLS has begun.
   * - `expired-certificate`: the next connection is shown a certificate that ended yesterday.
   */
  readonly harm: Harm;
  /**
   * - `request`: before the server has seen the request.
   * - `answer`: the server has done what it was asked, and no byte of its answer comes.
   * - `head`: after the status and the headers.
   * - `body`: in the middle of a piece of the body, or of a message of a WebSocket.
   *
   * @defaultValue `answer`
   */
  readonly when?: (typeof moments)[number];
  /** For `body`: how many bytes of it come for certain. @defaultValue 0: the first piece is cut in half */
  readonly afterBytes?: number;
  /** @defaultValue all requests */
  readonly on?: CallTarget;
  /** How many of them meet it, the next ones; `Infinity` for all. @defaultValue 1 */
  readonly times?: number;
  /** How long the request waits before it is sent on, in milliseconds. @defaultValue 0 */
  readonly delayMs?: number;
  /** For `trickle`, in milliseconds. @defaultValue 20 */
  readonly everyMs?: number;
  /** For `page`. @defaultValue 502 */
  readonly status?: number;
}

/** A request as a fault looks at it. */
export type Call = Required<Omit<CallTarget, 'path'>> & { readonly path: string };

/** Decides about the requests that no fault of the list is for. */
export type Weather = () => NetworkFault | undefined;

/** The faults that are yet to be met, oldest first; and the weather for all others. */
export class NetworkFaults {
  readonly #waiting: { readonly fault: NetworkFault; left: number }[] = [];
  readonly #weathers: Weather[] = [];

  /** Adds a fault; returns what takes it away again. @throws KubeError `fault-option`, `option` for one that cannot be. */
  add(given: NetworkFault): () => void {
    const fault = checked(given);
    const entry = { fault, left: fault.times ?? 1 };
    this.#waiting.push(entry);
    return () => remove(this.#waiting, entry);
  }

  /** Adds weather; returns what ends it. */
  addWeather(weather: Weather): () => void {
    this.#weathers.push(weather);
    return () => remove(this.#weathers, weather);
  }

  /** What a new connection meets. */
  meetConnection(): NetworkFault | undefined {
    return this.#take(({ harm }) => isOfConnection(harm));
  }

  /** What a request meets. */
  meet(call: Call): NetworkFault | undefined {
    const fault = this.#take((one) => !isOfConnection(one.harm) && isMetBy(one, call));
    return this.#weathers.reduce((met, weather) => met ?? weather(), fault);
  }

  #take(wanted: (fault: NetworkFault) => boolean): NetworkFault | undefined {
    const entry = this.#waiting.find(({ fault }) => wanted(fault));
    if (entry !== undefined && --entry.left <= 0) remove(this.#waiting, entry);
    return entry?.fault;
  }
}

function remove<T>(from: T[], one: T): void {
  const at = from.indexOf(one);
  if (at >= 0) from.splice(at, 1);
}

const isOfConnection = (harm: Harm): boolean => connectionHarms.some((one) => one === harm);

function isMetBy({ on = {} }: NetworkFault, call: Call): boolean {
  const { method, path, reused } = on;
  if (method !== undefined && method !== call.method) return false;
  if (reused !== undefined && reused !== call.reused) return false;
  return path === undefined || (typeof path === 'string' ? path === call.path : call.path.search(path) >= 0);
}

const times: Rule = {
  fits: (value) => value === Infinity || rules.count.fits(value),
  wanted: 'a whole number from 1, or Infinity for all',
};
const status: Rule = {
  fits: (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
  wanted: 'a status from 400 to 599',
};
const path: Rule = {
  fits: (value) => typeof value === 'string' || Object.prototype.toString.call(value) === '[object RegExp]',
  wanted: 'the path with its query, or a pattern',
};

const known: Rules<NetworkFault> = {
  harm: oneOf(...callHarms, ...connectionHarms),
  when: oneOf(...moments),
  afterBytes: rules.delayMs,
  on: rules.object,
  times,
  delayMs: rules.delayMs,
  everyMs: rules.delayMs,
  status,
};

/** @throws KubeError `option` for an option that there is not, `fault-option` for options that do not go together. */
export function checked(given: NetworkFault): NetworkFault {
  const fault = checkOptions('a fault', given, known);
  checkValue('harm', fault.harm, known.harm);
  const on = checkOptions('on', fault.on ?? {}, { method: rules.text, path, reused: rules.flag });
  if (isOfConnection(fault.harm) && (fault.when !== undefined || Object.keys(on).length > 0))
    throw new KubeError('fault-option', `"${fault.harm}" meets a connection before there is a request: leave out "on" and "when"`);
  if (fault.harm === 'page' && (fault.when === 'head' || fault.when === 'body'))
    throw new KubeError('fault-option', 'a page comes in place of the answer: leave out "when", or say "request" or "answer"');
  return { ...fault, on };
}
