/**
 * A logger for programs that have none: {@link consoleLogger} writes lines for people on a terminal, and JSON everywhere else.
 */
import { codeOf, isKubeError, messageOf } from 'kube-core';
import { checkOptions, oneOf, rules, type Rules } from 'kube-core/support';
import { whereOf } from './failure-text.js';
import type { Logger, LogLevel } from './logger.js';

/** Options of {@link consoleLogger}. */
export interface ConsoleLoggerOptions {
  /** What matters less is left out. @defaultValue `info` */
  readonly level?: LogLevel;
  /** `text`: lines for people; `json`: one object a line. @defaultValue `text` on a terminal, `json` otherwise */
  readonly format?: 'text' | 'json';
  /** Where lines go; each ends with a line feed. @defaultValue the standard error stream */
  readonly write?: (line: string) => void;
}

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[];
const consoleRules: Rules<ConsoleLoggerOptions> = { level: oneOf(...levels), format: oneOf('text', 'json'), write: rules.call };

type Fields = Readonly<Record<string, unknown>>;

/** One line before it is written. */
interface Line {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Fields;
}

/**
 * A logger that writes to the standard error stream.
 *
 * @param options - How much, in which form, and where to.
 * @throws KubeError `option` for an option that there is not.
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const given = checkOptions('consoleLogger()', options, consoleRules);
  const format = given.format ?? (process.stderr.isTTY ? 'text' : 'json');
  const write = given.write ?? ((line: string): unknown => process.stderr.write(line));
  const printed = format === 'text' ? textOf : jsonOf;
  const least = levels.indexOf(given.level ?? 'info');
  return loggerOf({}, (line) => {
    if (levels.indexOf(line.level) >= least) write(`${printed(line)}\n`);
  });
}

function loggerOf(own: Fields, write: (line: Line) => void): Logger {
  const at =
    (level: LogLevel) =>
    (fields: object, message: string): void =>
      write({ level, message, fields: { ...own, ...fields } });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => loggerOf({ ...own, ...fields }, write),
  };
}

/** `12:30:05.120 ERROR reconciling … failed: broken controller=website`, and below it where the failure comes from. */
function textOf({ level, message, fields }: Line): string {
  const { err, ...rest } = fields;
  const time = new Date().toISOString().slice(11, 23);
  const pairs = Object.entries(rest).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : safeJson(value)}`);
  const said = err === undefined || message.includes(messageOf(err)) ? '' : `: ${messageOf(err)}`;
  return [`${time} ${level.toUpperCase().padEnd(5)} ${message}${said}${pairs.join('')}`, ...whereOf(err)].join('\n');
}

function jsonOf({ level, message, fields }: Line): string {
  const { err, ...rest } = fields;
  const error = err === undefined ? {} : { err: errorFields(err) };
  const head = { time: new Date().toISOString(), level, msg: message };
  return safeJson({ ...head, ...rest, ...error }, { ...head, ...error });
}

function errorFields(error: unknown): Fields {
  const code = isKubeError(error) ? { code: codeOf(error) } : {};
  const where = whereOf(error);
  return { ...code, message: messageOf(error), ...(where.length === 0 ? {} : { stack: where.join('\n') }) };
}

/** Fields are the user's: one that JSON cannot hold, such as a circle, must not lose the line. */
function safeJson(value: unknown, otherwise: Fields | string = '(cannot be written)'): string {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  } catch {
    return JSON.stringify(otherwise);
  }
}
