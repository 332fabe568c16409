/**
 * The server's end of a session, for tests: {@link Peer} says what it is told to, and keeps what it receives.
 */
import { respond, type KubeRequest, type MessageSocket } from '../../src/request/http.js';
import { Client } from '../../src/client/client.js';
import { Pipe } from '../../src/util/async/pipe.js';

const success = { metadata: {}, status: 'Success' };
export const exited = (code: string): object => ({
  status: 'Failure',
  reason: 'NonZeroExitCode',
  message: `command terminated with exit code ${code}`,
  details: { causes: [{ reason: 'ExitCode', message: code }] },
});

/** The server's end of a socket: a test says what it sends, and sees what it received. */
export class Peer implements MessageSocket {
  readonly protocol: string;
  readonly messages = new Pipe();
  readonly received: Buffer[] = [];
  disposed = 0;
  refuses: Error | undefined;

  constructor(protocol = 'v5.channel.k8s.io') {
    this.protocol = protocol;
  }

  send(message: Uint8Array): Promise<void> {
    if (this.refuses !== undefined) return Promise.reject(this.refuses);
    this.received.push(Buffer.from(message));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** One message on a channel. */
  says(channel: number, payload: string | Uint8Array = ''): boolean {
    return this.messages.write(Buffer.concat([Uint8Array.of(channel), Buffer.from(payload)]));
  }

  /** The last word, and the end of the connection. */
  ends(status: object = success): void {
    this.says(3, JSON.stringify(status));
    this.messages.end();
  }
}

/** A client whose every request is answered by this peer, and what was asked. */
export function clientOf(peer: Peer): { readonly client: Client; readonly requests: readonly KubeRequest[] } {
  const requests: KubeRequest[] = [];
  const client = Client.of((request) => {
    requests.push(request);
    return Promise.resolve({ ...respond(101), socket: peer });
  });
  return { client, requests };
}

/** Lets everything that can go on do so. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
