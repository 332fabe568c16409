/**
 * A request as it is recorded and found again: {@link recordedRequest}.
 */
import type { KubeRequest } from '../../request/http.js';
import { recordedBody, type Redactor } from './bodies.js';
import type { RecordedRequest } from './file.js';
import { inPlaceOfText, withoutSecrets } from './secrets.js';

/** Options of both sides of a recording. */
export interface RecordingOptions {
  /**
   * Leaves more out of every JSON body than the data of Secrets and tokens: passwords in the spec of a kind of your own. It gets a copy, and
   * has to be the same for both sides.
   */
  readonly redact?: (json: unknown, path: string) => unknown;
}

/** Leaves out secrets, and what the user leaves out beside. */
export const redactorOf = ({ redact = (json) => json }: RecordingOptions, path: string): Redactor => ({
  json: (json) => redact(withoutSecrets(json, path), path),
  inPlaceOfText: inPlaceOfText(path),
});

/** The part of a request that says what is asked: never who asks. */
export function recordedRequest({ method, path, headers, body }: KubeRequest, options: RecordingOptions): RecordedRequest {
  const kept = Object.entries(headers).filter(([name]) => name === 'accept' || name === 'content-type');
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
  const recorded = recordedBody(bytes, redactorOf(options, path));
  return { method, path, headers: Object.fromEntries(kept), ...(recorded !== undefined && { body: recorded }) };
}
