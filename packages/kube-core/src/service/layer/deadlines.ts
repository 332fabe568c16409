/**
 * How long a call may take, by what it asks for: {@link deadlines}.
 */
import type { KubeRequest } from '../../request/http.js';
import { requestInfo } from '../../request/info.js';
import { checkOptions, rules } from '../../util/options.js';
import { mapRequest, type Layer } from '../service.js';

/** Each try of a call has this time, from when it is sent to the end of its answer; waiting for a place or for a retry is not counted. */
export interface Deadlines {
  /** To read one object, or something else that is no list. @defaultValue 10 min, of which 65 s for the answer to begin */
  readonly readMs?: number;
  /** To read a list. @defaultValue as `readMs` */
  readonly listMs?: number;
  /** To write. The server gives admission webhooks up to 30 s each, and a whole call 60 s. @defaultValue as `readMs` */
  readonly writeMs?: number;
  /** For a watch, a followed log or a command to begin; then it may go on for ever. @defaultValue none, for an upgrade 30 s */
  readonly streamMs?: number;
}

const deadlineRules = { readMs: rules.limitMs, listMs: rules.limitMs, writeMs: rules.limitMs, streamMs: rules.limitMs } as const;

/**
 * Stands outside of `base-uri`, whose prefix would hide what a path is about. A request that brings deadlines of its own keeps them.
 *
 * @param options - `Infinity` sets no limit.
 * @throws KubeError `option` for an option that there is not, or a limit that is none.
 */
export function deadlines(options: Deadlines): Layer {
  const given = checkOptions('deadlines()', options, deadlineRules);
  return mapRequest((request) => ({ ...request, deadlines: { ...limitsOf(request, given), ...request.deadlines } }));
}

function limitsOf(request: KubeRequest, { readMs, listMs, writeMs, streamMs }: Deadlines): KubeRequest['deadlines'] & object {
  if (request.streaming === true || request.upgrade !== undefined) return streamMs === undefined ? {} : { headersMs: streamMs };
  const ms = request.method !== 'GET' ? writeMs : requestInfo(request).verb === 'list' ? listMs : readMs;
  return ms === undefined ? {} : { headersMs: ms, answerMs: ms };
}
