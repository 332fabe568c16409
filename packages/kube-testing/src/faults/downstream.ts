/**
 * The client's side of a relayed call: {@link httpDownstream} for an answer, {@link upgradeDownstream} for a connection that is switched to
 * another protocol. Both can be harmed in the same ways.
 */
import { once } from 'node:events';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex, Writable } from 'node:stream';

/** What the client is sent. */
export interface Downstream {
  readonly socket: Duplex;
  /** Aborts when nobody waits for the answer any more. */
  readonly left: AbortSignal;
  head(answer: IncomingMessage): void;
  /** Resolves when more can be taken. */
  write(piece: Uint8Array): Promise<void>;
  end(): void;
  page(status: number): void;
}

const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection', 'upgrade']);

/** Header names and values in turn, as they came, without those that are of one connection. */
export const endToEnd = (raw: readonly string[], dropped: ReadonlySet<string> = hopByHop): string[] =>
  raw.filter((_, at) => !dropped.has((raw[at - (at % 2)] ?? '').toLowerCase()));

/** Resolves when the writer takes more, or is gone. */
async function taken(writable: Writable, piece: Uint8Array, left: AbortSignal): Promise<void> {
  if (writable.destroyed || writable.write(piece)) return;
  await once(writable, 'drain', { signal: left }).catch(() => undefined); // whoever left needs no more
}

const pageOf = (status: number): string => `<html><head><title>${status} ${STATUS_CODES[status] ?? ''}</title></head></html>\n`;

/** An answer over HTTP. */
export function httpDownstream(outgoing: ServerResponse, socket: Duplex): Downstream {
  const controller = new AbortController();
  outgoing.once('close', () => controller.abort());
  return {
    socket,
    left: controller.signal,
    head: ({ statusCode = 502, rawHeaders }) => {
      outgoing.writeHead(statusCode, endToEnd(rawHeaders));
      outgoing.flushHeaders();
    },
    write: (piece) => taken(outgoing, piece, controller.signal),
    end: () => void outgoing.end(),
    page: (status) => void outgoing.writeHead(status, { 'content-type': 'text/html' }).end(pageOf(status)),
  };
}

/** A connection that asks to be switched: what the server says is written as it is. */
export function upgradeDownstream(socket: Duplex): Downstream {
  const controller = new AbortController();
  socket.once('close', () => controller.abort());
  socket.once('end', () => socket.end()); // HTTP would do so
  return {
    socket,
    left: controller.signal,
    head: (answer) => void socket.write(headOf(answer), 'latin1'),
    write: (piece) => taken(socket, piece, controller.signal),
    end: () => {
      socket.unpipe();
      socket.resume().end(); // the client's goodbye is still to be heard
    },
    page: (status) =>
      void socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: text/html\r\n\r\n${pageOf(status)}`),
  };
}

/** A refusal is framed by the end of the connection. */
function headOf({ statusCode = 502, statusMessage = '', rawHeaders }: IncomingMessage): string {
  const raw = statusCode === 101 ? rawHeaders : [...endToEnd(rawHeaders), 'connection', 'close'];
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1] ?? ''}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`;
}

/** Resets a TCP connection; TLS above it says no goodbye. */
export function reset(tcp: Socket): void {
  if (!tcp.destroyed) tcp.resetAndDestroy();
}
