/**
 * Plays verbs through a proxy and tells how each ended: {@link play}.
 */
import { getEventListeners } from 'node:events';
import { Client, hasCode, systemClock, type Clock, type Config } from 'kube-core';
import { auth, baseUri, retry, stack, transport, undiciTransport, websocketTransport } from 'kube-core/service';
import type { FaultProxy } from '../../src/faults/fault-proxy.js';
import type { Verb } from './verbs.js';

const deadlines = { headersTimeoutMs: 1000, bodyTimeoutMs: 1000, answerTimeoutMs: 5000 };
/** A stream that stalls is left after so long; other calls end by themselves, long before so many seconds have passed. */
const defaults = { patienceMs: 1500, limitMs: 20_000 } as const;

/** Waits no time: a lost connection is tried again at once. */
const impatient: Clock = {
  now: () => systemClock.now(),
  after: (_ms, ring) => systemClock.after(0, ring),
  sleep: (_ms, signal) => systemClock.sleep(0, signal),
};

/** A client with the layers of every client, and deadlines below a second. */
interface Hurried extends AsyncDisposable {
  readonly client: Client;
}

function hurried({ server, tls, credentials, defaultNamespace }: Config): Hurried {
  const http = undiciTransport(server, tls, deadlines);
  const websocket = websocketTransport(server, tls, { handshakeTimeoutMs: 4000 });
  const token = credentials.type === 'token' ? `Bearer ${credentials.token}` : undefined;
  const layers = [baseUri(server), retry({ clock: impatient, maxTries: 3 }), auth({ authorization: () => Promise.resolve(token) })];
  return {
    client: Client.of(stack(transport(http.service, websocket.service), layers), { defaultNamespace }),
    [Symbol.asyncDispose]: async () => void (await Promise.all([http.close(), websocket.close()])),
  };
}

/** How a call ended: `done`, the code of its error, `left` by its signal, or what it must never end with. */
export type Ending = string;

const left = new Error('the test has waited for long enough');
const codes = ['transport', 'answer', 'api'] as const;

/** Whether a call failed as it may: with a typed error, or by its signal where nothing said that nothing more comes. */
export const isTyped = (ending: Ending = 'none', silent = false): boolean =>
  codes.some((code) => code === ending) || (silent && ending === 'left');

async function endingOf(verb: Verb, client: Client, signal: AbortSignal): Promise<Ending> {
  try {
    await verb.call(client, signal);
    return 'done';
  } catch (error) {
    if (error === left) return 'left';
    return codes.find((code) => hasCode(error, code)) ?? `no typed error: ${String(error)}`;
  }
}

/** What is still there that should not be. */
export interface Leftovers {
  readonly connections: number;
  readonly listeners: number;
  readonly timers: number;
}

/** How the verbs ended, and what they left. */
export interface Played {
  readonly endings: Readonly<Record<string, Ending>>;
  readonly leftovers: Leftovers;
}

/** All verbs at once, and what they leave behind when their client is closed. What hears nothing for ever is left early. */
export async function play(
  proxy: FaultProxy,
  verbs: readonly Verb[],
  isSilent: (over: Verb['over']) => boolean = () => false,
): Promise<Played> {
  const before = timers();
  const [short, long] = [patience(defaults.patienceMs), patience(defaults.limitMs)];
  const { client, ...end } = hurried(proxy.config);
  const endings = await Promise.all(
    verbs.map(async (verb) => [verb.name, await endingOf(verb, client, (isSilent(verb.over) ? short : long).signal)] as const),
  );
  for (const { stop } of [short, long]) stop();
  const listenersOn = (): number => [short, long].reduce((sum, { signal }) => sum + getEventListeners(signal, 'abort').length, 0);
  await until(() => listenersOn() === 0); // a WebSocket says goodbye first
  const listeners = listenersOn();
  await end[Symbol.asyncDispose]();
  await until(() => proxy.connections === 0 && timers() <= before);
  return {
    endings: Object.fromEntries(endings),
    leftovers: { connections: proxy.connections, listeners, timers: Math.max(0, timers() - before) },
  };
}

function patience(ms: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const alarm = setTimeout(() => controller.abort(left), ms);
  return { signal: controller.signal, stop: () => clearTimeout(alarm) };
}

/** Timers that hold the process. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

async function until(check: () => boolean): Promise<void> {
  for (let waits = 0; !check() && waits < 200; waits++) await new Promise((resolve) => setTimeout(resolve, 10));
}
