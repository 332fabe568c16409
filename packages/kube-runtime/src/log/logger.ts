/**
 * What log lines are written with: {@link Logger}. pino's, and any other logger of that shape, is one.
 */
import type { Rule } from 'kube-core/support';

/** Writes log lines. Fields come first and the message second, as pino takes them; an error is the field `err`. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A logger that adds these fields to each line. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** How much a line matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const methods = ['debug', 'info', 'warn', 'error', 'child'];

/** What a logger has to be. */
export const loggerRule: Rule = {
  fits: (value) => typeof value === 'object' && value !== null && methods.every((name) => typeof Reflect.get(value, name) === 'function'),
  wanted: 'what has debug(), info(), warn(), error() and child(), a logger of pino for example',
};
