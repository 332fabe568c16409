/**
 * One call on its way through the proxy, and what it meets there: {@link relay}.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { reset, type Downstream } from './downstream.js';
import type { NetworkFault } from './network-fault.js';
import type { Answer } from './upstream.js';

/** A call, its client, and how to ask the server. */
export interface Passage {
  readonly down: Downstream;
  /** The connection below the TLS of the client. */
  readonly tcp: Socket;
  readonly fault: NetworkFault | undefined;
  readonly ask: () => Promise<Answer>;
}

/** Brings the answer to the client, or harm in its place. A server that cannot be reached looks like a connection that is reset. */
export async function relay(passage: Passage): Promise<void> {
  try {
    await pass(passage);
  } catch {
    reset(passage.tcp); // the client has left, or the server is gone
  }
}

async function pass({ down, tcp, fault, ask }: Passage): Promise<void> {
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: down.left, ref: false });
  const moment = fault && momentOf(fault);
  const strike = (): void => harm(fault, { down, tcp });
  if (moment === 'request') return strike();
  const answer = await ask();
  if (moment === 'answer') return leave(answer, down, strike);
  down.head(answer.head);
  if (answer.upgraded !== undefined) down.socket.pipe(answer.upgraded);
  if (moment === 'head') return leave(answer, down, strike);
  let passed = 0;
  for await (const piece of answer.body) {
    if (moment === 'body' && passed + piece.length > (fault?.afterBytes ?? 0)) {
      await down.write(piece.subarray(0, Math.ceil(piece.length / 2)));
      return leave(answer, down, strike);
    }
    passed += piece.length;
    await (fault?.harm === 'trickle' ? trickle(piece, fault, down) : down.write(piece));
  }
  down.end();
}

type Moment = NonNullable<NetworkFault['when']>;

/** When a fault is met. A delay and a trickle break nothing: the call goes through. */
const momentOf = ({ harm: what, when = 'answer' }: NetworkFault): Moment | undefined =>
  what === 'delay' || what === 'trickle' ? undefined : when;

/** Nothing more is read of an answer that will not arrive. */
function leave(answer: Answer, { socket }: Downstream, strike: () => void): void {
  socket.unpipe(); // a stream that is piped to one that is gone would pause
  answer.upgraded?.destroy();
  answer.head.destroy();
  strike();
}

function harm({ harm: what, status = 502 }: Partial<NetworkFault> = {}, { down, tcp }: Pick<Passage, 'down' | 'tcp'>): void {
  const { socket } = down;
  socket.resume(); // what the client still says is heard, so that its goodbye is
  if (what === 'reset') reset(tcp);
  else if (what === 'end') socket.end(() => socket.destroy());
  else if (what === 'half-close') socket.end();
  else if (what === 'garbage') socket.write('SSH-2.0-none of this is HTTP\r\n\r\n');
  else if (what === 'bad-chunk') socket.write('\r\nzz\r\nnot a chunk\r\n');
  else if (what === 'page') down.page(status);
}

async function trickle(piece: Uint8Array, { everyMs = 20 }: NetworkFault, down: Downstream): Promise<void> {
  for (let at = 0; at < piece.length; at++) {
    await down.write(piece.subarray(at, at + 1));
    await sleep(everyMs, undefined, { signal: down.left, ref: false });
  }
}
