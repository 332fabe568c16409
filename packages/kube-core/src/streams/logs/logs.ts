/**
 * What a container printed, as the server keeps it. Enter at {@link openLogs} for the bytes; lines are in `log-lines`.
 */
import { KubeError } from '../../errors.js';
import { logRequest } from '../../request/logs.js';
import type { CallOptions } from '../../request/params.js';
import { checkOptions, rules, type Rule } from '../../util/options.js';
import { byteSource, type ByteSource } from '../bytes.js';
import type { Subject } from '../exec.js';

/** Which part of a log. */
export interface LogOptions extends Pick<CallOptions, 'signal'> {
  /** Which container; the server asks for it where the pod has several. */
  readonly container?: string;
  /** Goes on with what the container prints, until it ends. @defaultValue false */
  readonly follow?: boolean;
  /** The log of the container that ran before this one was restarted. @defaultValue false */
  readonly previous?: boolean;
  /** Only the last lines; 0 is none of those that there are. @defaultValue all */
  readonly tailLines?: number;
  /** Only what was printed in the last seconds. Excludes `sinceTime`. */
  readonly sinceSeconds?: number;
  /** Only what was printed since; servers look at whole seconds. Excludes `sinceSeconds`. */
  readonly sinceTime?: string | Date;
  /** At most so many bytes. */
  readonly limitBytes?: number;
  /** Each line begins with its time and a space. @defaultValue false */
  readonly timestamps?: boolean;
}

const fromZero: Rule = { fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0, wanted: 'a whole number from 0' };
const time: Rule = {
  fits: (value) => !Number.isNaN(Date.parse(value instanceof Date ? value.toISOString() : String(value))),
  wanted: "a time, '2026-01-31T12:00:00Z' or a Date",
};

/** The rules of {@link LogOptions}. */
export const logRules = {
  container: rules.text,
  follow: rules.flag,
  previous: rules.flag,
  tailLines: fromZero,
  sinceSeconds: rules.count,
  sinceTime: time,
  limitBytes: rules.count,
  timestamps: rules.flag,
  signal: rules.signal,
} as const;

/** @throws KubeError `option` for options that there are not, and for values and combinations that the server refuses. */
export function checkLogOptions(of: string, options: LogOptions): LogOptions {
  const given = checkOptions(of, options, logRules);
  if (given.sinceSeconds === undefined || given.sinceTime === undefined) return given;
  throw new KubeError('option', `${of} takes sinceSeconds or sinceTime, not both`);
}

/** The bytes of a log, as the server sends them. */
export async function openLogs({ client, definition, place }: Subject, options: LogOptions): Promise<ByteSource> {
  const { sinceTime } = options;
  const since = sinceTime instanceof Date ? sinceTime.toISOString() : sinceTime;
  return byteSource((await client.send(logRequest(definition, place, { ...options, sinceTime: since }))).body);
}
