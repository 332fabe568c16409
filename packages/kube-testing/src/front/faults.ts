/**
 * What goes wrong between a client and a server, on demand: {@link Faults} holds what tests want to go wrong, {@link injectFaults} does it.
 */
import { KubeError, linkedAbort, TransportError, type Clock } from 'kube-core';
import type { KubeResponse, Layer } from 'kube-core/service';
import { representStatus } from '../answer/representation.js';
import type { Cluster } from '../cluster.js';
import { Refusal } from '../refusal.js';
import { attributesOf, type ResourceAttributes } from '../request/attributes.js';
import type { Incoming } from '../request/incoming.js';

/** Which requests meet a fault: those for resources that have all the values given; without any value, all requests. */
export type FaultTarget = Partial<Pick<ResourceAttributes, 'verb' | 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>>;

/** What goes wrong. The delay comes first; without anything else the request is then answered as always. */
export interface Fault {
  /** @defaultValue all requests */
  readonly on?: FaultTarget;
  /** How many of them meet it, the next ones. @defaultValue 1 */
  readonly times?: number;
  /** How long they wait, in milliseconds of the server's clock. @defaultValue 0 */
  readonly delayMs?: number;
  /** The answer, instead of the server's. */
  readonly answer?: {
    readonly status: number;
    readonly reason?: string;
    readonly message?: string;
    /** Sent as the header Retry-After as well. */
    readonly retryAfterSeconds?: number;
  };
  /** Whether the connection is lost before there is an answer: the call rejects with a TransportError. @defaultValue false */
  readonly loseConnection?: boolean;
}

/** The faults that are yet to be met, oldest first. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Adds a fault; returns what takes it away again. @throws KubeError `fault-option` for one that can never be, or never be met. */
  add(fault: Fault): () => void {
    check(fault);
    const entry = { fault, left: fault.times ?? 1 };
    this.#waiting.push(entry);
    return () => this.#drop(entry);
  }

  /** The fault that a request meets, if any. */
  meet(incoming: Incoming): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => isMetBy(fault, incoming));
    if (entry !== undefined && --entry.left <= 0) this.#drop(entry);
    return entry?.fault;
  }

  #drop(entry: { readonly fault: Fault; left: number }): void {
    const at = this.#waiting.indexOf(entry);
    if (at >= 0) this.#waiting.splice(at, 1);
  }
}

function check({ times = 1, delayMs = 0, answer, on = {} }: Fault): void {
  const wrong = (words: string): Error => new KubeError('fault-option', words);
  if (!Number.isInteger(times) || times < 1) throw wrong(`times is ${times}; it is a whole number from 1`);
  if (!Number.isFinite(delayMs) || delayMs < 0) throw wrong(`delayMs is ${delayMs}; it is a number of milliseconds from 0`);
  if (answer !== undefined && !(answer.status >= 400 && answer.status <= 599))
    throw wrong(`the status of a fault is ${answer.status}; it is one from 400 to 599`);
  const unknown = Object.keys(on).find((field) => !targetFields.has(field));
  if (unknown !== undefined) throw wrong(`on.${unknown} is nothing that a request has; it has ${[...targetFields].join(', ')}`);
}

const targetFields: ReadonlySet<string> = new Set(['verb', 'group', 'resource', 'subresource', 'namespace', 'name']);

function isMetBy({ on = {} }: Fault, incoming: Incoming): boolean {
  const wanted = Object.entries(on);
  const attributes: object = attributesOf(incoming);
  return wanted.every(([field, value]) => Reflect.get(attributes, field) === value);
}

/** Lets requests meet their faults before anything of the server answers them. */
export const injectFaults =
  (faults: Faults, { clock, ending }: Pick<Cluster, 'clock' | 'ending'>): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    const fault = faults.meet(incoming);
    if (fault === undefined) return inner(incoming);
    if (fault.delayMs !== undefined) await pause(fault.delayMs, { clock, signals: [incoming.signal, ending] });
    if (fault.loseConnection === true) throw new TransportError('the in-process server', new KubeError('fault', 'the test wants it'));
    return fault.answer === undefined ? inner(incoming) : answerOf(fault.answer);
  };

async function pause(
  ms: number,
  { clock, signals }: { readonly clock: Clock; readonly signals: readonly (AbortSignal | undefined)[] },
): Promise<void> {
  using link = linkedAbort(...signals);
  await clock.sleep(ms, link.signal);
}

function answerOf({ status, reason, message, retryAfterSeconds }: NonNullable<Fault['answer']>): KubeResponse {
  const refusal = new Refusal({
    code: status,
    message: message ?? `the test wants this request to be answered ${status}`,
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
  });
  return representStatus(refusal.status);
}
