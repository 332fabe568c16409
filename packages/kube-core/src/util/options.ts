/**
 * Options that a user gives, looked at where they are given: {@link checkOptions}. From JavaScript, or through `any`, an option may be
 * misspelt, and would then be ignored; a NaN or a negative delay that came as far as a timer would ring at once, again and again.
 */
import { KubeError } from '../errors.js';
import { whatIs } from './arguments.js';
import { isObject, own } from './json/json.js';
import { suggestKey } from './text/suggest.js';

/** Which values make sense. */
export interface Rule {
  readonly fits: (value: unknown) => boolean;
  /** What to give, as a message says it: `a whole number from 1`. */
  readonly wanted: string;
}

/** One rule for each option there is: an option without a rule does not compile. */
export type Rules<T> = { readonly [P in keyof T]-?: Rule };

const number = (fits: (value: number) => boolean, wanted: string): Rule => ({
  fits: (value) => typeof value === 'number' && fits(value),
  wanted,
});
const has = (value: unknown, ...methods: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && methods.every((method) => typeof Reflect.get(value, method) === 'function');

/** The rules of most options. */
export const rules = {
  /** How long until something happens. */
  delayMs: number((ms) => ms >= 0 && ms < Infinity, 'a number of milliseconds from 0'),
  /** How long something may take; zero would forbid it. */
  limitMs: number((ms) => ms > 0, 'a number of milliseconds above 0, or Infinity for no limit'),
  /** How long something that has to end may still go on; zero ends it at once. */
  graceMs: number((ms) => ms >= 0, 'a number of milliseconds from 0, or Infinity for no limit'),
  /** How many of something that there has to be one of. */
  count: number((count) => Number.isSafeInteger(count) && count >= 1, 'a whole number from 1'),
  /** How many of something that there may be none of. */
  amount: number((count) => Number.isSafeInteger(count) && count >= 0, 'a whole number from 0'),
  /** How often something may happen, in a unit of time. */
  rate: number((rate) => rate > 0 && rate < Infinity, 'a number above 0'),
  /** Yes or no. */
  flag: { fits: (value) => typeof value === 'boolean', wanted: 'true or false' },
  /** Any text. */
  text: { fits: (value) => typeof value === 'string', wanted: 'a string' },
  /** Where a file stands. */
  path: { fits: (value) => typeof value === 'string' && value !== '', wanted: 'the path of a file' },
  /** Any texts. */
  texts: { fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'), wanted: 'a list of strings' },
  /** A function of the user. */
  call: { fits: (value) => typeof value === 'function', wanted: 'a function' },
  /** Functions of the user by their names. */
  calls: {
    fits: (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'function'),
    wanted: 'functions by their names',
  },
  /** An object whose fields are looked at elsewhere. */
  object: { fits: isObject, wanted: 'an object' },
  /** What ends a call or a run. */
  signal: { fits: (value) => has(value, 'addEventListener'), wanted: 'an AbortSignal, controller.signal for example' },
  /** What listeners are put on and taken off: `process`. */
  emitter: { fits: (value) => has(value, 'on', 'off'), wanted: 'what has on() and off(), process for example' },
  /** What tells the time. */
  clock: { fits: (value) => has(value, 'now', 'sleep', 'after'), wanted: 'a Clock' },
  /** What is looked at elsewhere. */
  anything: { fits: () => true, wanted: 'anything' },
} as const satisfies Record<string, Rule>;

/** One of some texts. */
export const oneOf = (...texts: readonly string[]): Rule => ({
  fits: (value) => typeof value === 'string' && texts.includes(value),
  wanted: texts.map((text) => `'${text}'`).join(' or '),
});

/**
 * @param name - What the user calls the value: `concurrency`.
 * @param value - What was given.
 * @param rule - What it has to be.
 * @returns the value.
 * @throws KubeError `option`, with the name, the value if it is a number, and what is wanted.
 */
export function checkValue<T>(name: string, value: T, { fits, wanted }: Rule): T {
  if (fits(value)) return value;
  throw new KubeError('option', `${name} is ${typeof value === 'number' ? value : whatIs(value)}; give ${wanted}`);
}

/**
 * Refuses options that there are not, and values that cannot be meant. One whose value is `undefined` counts as left out.
 *
 * @param of - What takes the options, as the user calls it: `reconcile()`.
 * @param options - What was given.
 * @param known - The options there are.
 * @returns the options without those that are `undefined`, to be spread over defaults.
 * @throws KubeError `option`, with the nearest option there is.
 */
export function checkOptions<T extends object>(of: string, options: T, known: Rules<NoInfer<T>>): T {
  if (!isObject(options)) throw new KubeError('option', `the options of ${of} are an object; this is ${whatIs(options)}`);
  const ruleOf: Readonly<Record<string, Rule>> = known;
  const given = { ...options };
  for (const [name, value] of Object.entries(options)) {
    const rule = own(ruleOf, name);
    if (rule === undefined) throw unknownOption(of, name, Object.keys(known));
    if (value === undefined) Reflect.deleteProperty(given, name);
    else checkValue(name, value, rule);
  }
  return given;
}

function unknownOption(of: string, name: string, known: readonly string[]): KubeError {
  const meant = suggestKey(name, known);
  const help = meant === undefined ? `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}` : `did you mean ${meant}?`;
  return new KubeError('option', `${of} has no option ${JSON.stringify(name)}; ${help}`);
}
