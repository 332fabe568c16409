/**
 * Bodies and streams between bytes and their form in a file: {@link recordedBody}, {@link recordedChunks}, {@link bytesOf}.
 */
import { isUtf8 } from 'node:buffer';
import { parseJson, toJson } from '../../util/json/json-text.js';
import type { RecordedBody, RecordedChunk } from './file.js';

/** Leaves out what must not be kept. */
export interface Redactor {
  readonly json: (json: unknown) => unknown;
  /** What stands in place of all that is no JSON; `undefined` where that may be kept. */
  readonly inPlaceOfText: string | undefined;
}

/** A piece of a stream as it came. */
export interface RawChunk {
  readonly after: number;
  readonly bytes: Uint8Array;
}

/**
 * A whole body; undefined where it is empty.
 *
 * @param isText - Whether it says of itself that it is text: a line of a log may look like JSON, and is to come back letter by letter.
 */
export function recordedBody(bytes: Uint8Array, redactor: Redactor, isText = false): RecordedBody | undefined {
  if (bytes.length === 0) return undefined;
  const json = isText || !isUtf8(bytes) ? undefined : parsed(Buffer.from(bytes).toString('utf8'));
  return json === undefined ? plainBody(bytes, redactor) : { json: redactor.json(json) };
}

/** Bytes as they came, or what stands in their place. */
function plainBody(bytes: Uint8Array, { inPlaceOfText }: Redactor): RecordedBody {
  if (inPlaceOfText !== undefined) return { text: inPlaceOfText };
  const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
  const text = Buffer.from(bytes).toString(encoding);
  return encoding === 'utf8' ? { text } : { base64: text };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Pieces of a log as they came; of a watch, the lines that each piece completes, since a line can be looked through only as a whole. */
export function recordedChunks(chunks: readonly RawChunk[], redactor: Redactor, isJson: boolean): readonly RecordedChunk[] {
  if (!isJson) return chunks.flatMap(({ after, bytes }) => (bytes.length === 0 ? [] : [{ after, ...plainBody(bytes, redactor) }]));
  const recordedLine = (line: string): unknown => {
    const json = parsed(line);
    return json === undefined ? (redactor.inPlaceOfText ?? line) : redactor.json(json);
  };
  let rest = Buffer.alloc(0);
  return chunks.flatMap(({ after, bytes }) => {
    const all = Buffer.concat([rest, bytes]);
    const end = all.lastIndexOf('\n') + 1;
    rest = all.subarray(end);
    const lines = all
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.length === 0 ? [] : [{ after, lines: lines.map(recordedLine) }];
  });
}

/** The bytes of a body or of a piece of a stream. */
export function bytesOf(body: RecordedBody | { readonly lines: readonly unknown[] } | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  return Buffer.from(
    'lines' in body ? body.lines.map((line) => `${toJson(line)}\n`).join('') : 'text' in body ? body.text : toJson(body.json),
  );
}
