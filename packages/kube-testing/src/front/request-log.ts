/**
 * What was asked of the server: {@link RequestLog} keeps the newest requests, for tests that look at what a program really does, and for the
 * least role that it needs.
 */
import { isTransportError } from 'kube-core';
import type { Layer } from 'kube-core/service';
import { Refusal } from '../refusal.js';
import { attributesOf, type RequestAttributes } from '../request/attributes.js';
import type { Incoming } from '../request/incoming.js';

/** One request and how it was answered. */
export interface LoggedRequest {
  readonly attributes: RequestAttributes;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The status of the answer; 0 where there was none, since the connection was lost. */
  readonly status: number;
}

/** What is kept of a request: not its body. */
type Note = Pick<Incoming, 'route' | 'user' | 'method' | 'path'> & { readonly status: number };

/** How many requests are kept: enough for any test, few enough to forget about. */
const mostKept = 10_000;

/** The newest requests. */
export class RequestLog {
  #notes: Note[] = [];

  /** In the order of their answers. */
  get entries(): readonly LoggedRequest[] {
    return this.#notes.slice(-mostKept).map((note) => {
      const { method, path, status } = note;
      return { attributes: attributesOf(note), method, path, status };
    });
  }

  /** Forgets what was asked so far. */
  clear(): void {
    this.#notes = [];
  }

  /** Notes one request; only the layer calls it. */
  add(note: Note): void {
    this.#notes.push(note);
    if (this.#notes.length > 2 * mostKept) this.#notes = this.#notes.slice(-mostKept);
  }
}

/** Notes every request of a known user once it is answered or refused. */
export const logRequests =
  (log: RequestLog): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    const { route, user, method, path } = incoming;
    const note = (status: number): void => log.add({ route, user, method, path, status });
    try {
      const response = await inner(incoming);
      note(response.status);
      return response;
    } catch (error) {
      note(error instanceof Refusal ? error.status.code : isTransportError(error) ? 0 : 500);
      throw error;
    }
  };
