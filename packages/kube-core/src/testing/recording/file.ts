/**
 * A conversation as it stands in a file: {@link Exchange}, {@link printRecording}. Each exchange is a line of JSON, so that a change of one
 * is a change of a line.
 */
import type { RequestHeaders } from '../../request/http.js';
import { toJson } from '../../util/json/json-text.js';

/** A body: JSON where it is JSON, else text where it is text. */
export type RecordedBody = { readonly json: unknown } | { readonly text: string } | { readonly base64: string };

/** A request, without what is of its sender alone. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** `accept` and `content-type`, which change what is meant. */
  readonly headers: RequestHeaders;
  readonly body?: RecordedBody;
}

/** A piece of a stream: whole lines of JSON, or what came. */
export type RecordedChunk = {
  /** The number of the exchange that had begun last when it came: an event of a watch comes after the write that it tells of. */
  readonly after: number;
} & ({ readonly lines: readonly unknown[] } | RecordedBody);

/** An answer that came piece by piece. */
export interface RecordedStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly RecordedChunk[];
  /** Whether it went on for as long as somebody listened. */
  readonly open: boolean;
  /** What it broke with, after all pieces. */
  readonly broke?: RecordedFailure;
}

/** What was thrown. */
export interface RecordedFailure {
  readonly error: string;
  readonly code?: string;
  /** Which server could not be reached, or was lost; of other errors there is none. */
  readonly server?: string;
}

/** What was answered. */
export type RecordedAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: RecordedBody }
  | RecordedStream
  /** There was no answer. */
  | RecordedFailure
  /** Nobody waited for the answer any more. */
  | { readonly left: true };

/** A request and its answer. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly answer: RecordedAnswer;
}

/** Of the form of the file. */
export const version = 1;

/** The text of a file. */
export function printRecording(exchanges: readonly Exchange[]): string {
  return `{"version":${version},"exchanges":[\n${exchanges.map((exchange) => toJson(exchange)).join(',\n')}\n]}\n`;
}
