/**
 * The functions that Kubernetes adds to CEL: strings, lists, sets, formats, and what the files beside this one have.
 * Enter at {@link kubernetesEnvironment}. `cel.bind` of plain CEL is not among them: the API server has none.
 */
import { Environment, Optional } from '@marcbachmann/cel-js';
import type { Duration } from '@marcbachmann/cel-js/evaluator';
import { registerFormats } from './named-formats.js';
import { registerMacros } from './macros.js';
import { registerNet } from './net.js';
import { registerQuantities } from './quantity.js';
import { registerSemver } from './semver.js';
import { compare, same } from './values.js';
import { compilePattern } from '../text/pattern.js';
import { isList } from '../../util/json/json.js';
import { quoted } from '../../util/text/quoted.js';

/** What `matches` is called after {@link kubernetesEnvironment} took over: cel-js's own would be a RegExp. */
export const ownMatches = 'matchesPattern';

let shared: Environment | undefined;

/** The environment that every rule extends; build upon `clone()`, it is shared. */
export function kubernetesEnvironment(): Environment {
  if (shared !== undefined) return shared;
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  registerStrings(environment);
  registerLists(environment);
  registerSets(environment);
  registerFormats(environment);
  registerNet(environment);
  registerQuantities(environment);
  registerConversions(environment);
  registerSemver(environment);
  registerNulls(environment);
  registerMacros(environment);
  shared = environment;
  return environment;
}

/** What may be compared with null, and is never equal to it. */
const neverNull = [
  ...['google.protobuf.Timestamp', 'google.protobuf.Duration', 'optional<dyn>', 'net.IP', 'net.CIDR'],
  ...['kubernetes.Quantity', 'kubernetes.URL', 'kubernetes.Semver', 'kubernetes.NamedFormat'],
];

function registerNulls(environment: Environment): void {
  for (const type of neverNull) environment.registerOperator(`${type} == null`, () => false);
}

function registerConversions(environment: Environment): void {
  const [time, span] = ['google.protobuf.Timestamp', 'google.protobuf.Duration'];
  environment
    .registerFunction(`timestamp(${time}): ${time}`, (value: unknown) => value)
    .registerFunction(`duration(${span}): ${span}`, (value: unknown) => value)
    .registerFunction(`string(${time}): string`, asText)
    .registerFunction(`string(${span}): string`, asText)
    .registerFunction(`int(${time}): int`, (value: Date) => BigInt(Math.floor(value.getTime() / 1_000)))
    .registerFunction(`int(${span}): int`, ({ seconds, nanos }: Duration) => seconds * 1_000_000_000n + BigInt(nanos));
}

function found(text: string, pattern: string, limit = Number.POSITIVE_INFINITY): string[] {
  const matcher = compilePattern(pattern).matcher(text);
  const results: string[] = [];
  while (results.length < limit && matcher.find()) results.push(matcher.group() ?? '');
  return results;
}

const toLimit = (limit: bigint): number => (limit < 0n ? Number.POSITIVE_INFINITY : Number(limit));

function registerStrings(environment: Environment): void {
  const matches = (text: string, pattern: string): boolean => compilePattern(pattern).test(text);
  environment
    .registerFunction(`string.${ownMatches}(string): bool`, matches)
    .registerFunction('matches(string, string): bool', matches)
    .registerFunction('string.find(string): string', (text: string, pattern: string) => found(text, pattern, 1)[0] ?? '')
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => found(text, pattern))
    .registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) =>
      found(text, pattern, toLimit(limit)),
    )
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) => Array.from(text)[Number(index)] ?? '')
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) => text.split(from).join(to))
    .registerFunction('string.replace(string, string, int): string', replaceSome)
    .registerFunction('string.format(list<dyn>): string', formatted)
    .registerType('kubernetes.Strings', { ctor: StringsNamespace, fields: {} })
    .registerConstant('strings', 'kubernetes.Strings', new StringsNamespace())
    .registerFunction('kubernetes.Strings.quote(string): string', (_: unknown, text: string) => quoted(text));
}

/** What `strings.quote` and `sets.contains` are functions of. */
class StringsNamespace {}
class SetsNamespace {}

// eslint-disable-next-line max-params -- the signature is CEL's
function replaceSome(text: string, from: string, to: string, limit: bigint): string {
  const parts = text.split(from);
  const kept = Math.min(toLimit(limit), parts.length - 1);
  return (
    parts.slice(0, kept + 1).join(to) +
    parts
      .slice(kept + 1)
      .map((part) => from + part)
      .join('')
  );
}

/** `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%b`, `%o` and `%%` of Go, as CEL has them. */
function formatted(text: string, args: readonly unknown[]): string {
  let index = 0;
  return text.replace(/%(?:\.(\d+))?([sdfexXbo%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (index >= args.length) throw new Error(`index ${index} out of range`);
    return formattedArgument(args[index++], verb, Number(precision ?? 6));
  });
}

const radixes: ReadonlyMap<string, number> = new Map([
  ['x', 16],
  ['X', 16],
  ['b', 2],
  ['o', 8],
]);

function formattedArgument(value: unknown, verb: string, precision: number): string {
  if (verb === 's') return asText(value);
  if (verb === 'f') return Number(value).toFixed(precision);
  if (verb === 'e')
    return Number(value)
      .toExponential(precision)
      .replace(/e([+-])(\d)$/, 'e$10$2');
  const digits = digitsOf(value, verb);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

/** Integers exactly; strings and bytes as the hexadecimal digits of their bytes. */
function digitsOf(value: unknown, verb: string): string {
  if (typeof value === 'string' || value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const whole = typeof value === 'bigint' ? value : BigInt(Number(value));
  return whole.toString(radixes.get(verb) ?? 10);
}

function asText(value: unknown): string {
  if (isList(value)) return `[${value.map(asText).join(', ')}]`;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return String(value);
}

function registerLists(environment: Environment): void {
  environment
    .registerFunction('list<A>.isSorted(): bool', (list: readonly unknown[]) =>
      list.every((item, index) => index === 0 || compare(list[index - 1], item) <= 0),
    )
    .registerFunction('list<A>.sum(): A', sum)
    .registerFunction('list<A>.min(): A', (list: readonly unknown[]) => extreme(list, { name: 'min', sign: 1 }))
    .registerFunction('list<A>.max(): A', (list: readonly unknown[]) => extreme(list, { name: 'max', sign: -1 }))
    .registerFunction('list<A>.indexOf(A): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.findIndex((one) => same(one, item))),
    )
    .registerFunction('list<A>.lastIndexOf(A): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.findLastIndex((one) => same(one, item))),
    )
    .registerFunction('list<A>.slice(int, int): list<A>', (list: readonly unknown[], from: bigint, to: bigint) =>
      list.slice(Number(from), Number(to)),
    )
    .registerFunction('list<A>.sort(): list<A>', (list: readonly unknown[]) => [...list].sort(compare))
    .registerFunction('list<A>.reverse(): list<A>', (list: readonly unknown[]) => [...list].reverse())
    .registerFunction('list<A>.distinct(): list<A>', (list: readonly unknown[]) =>
      list.filter((item, index) => list.findIndex((one) => same(one, item)) === index),
    )
    .registerFunction('list<A>.flatten(): list<dyn>', (list: readonly unknown[]) => list.flat())
    .registerFunction('list<A>.flatten(int): list<dyn>', (list: readonly unknown[], depth: bigint) => list.flat(Number(depth)))
    .registerFunction('list<A>.first(): optional<A>', (list: readonly unknown[]) => Optional.of(list[0]))
    .registerFunction('list<A>.last(): optional<A>', (list: readonly unknown[]) => Optional.of(list.at(-1)));
}

function sum(list: readonly unknown[]): unknown {
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total, item) => total + item, 0n);
  return list.reduce<number>((total, item) => total + Number(item), 0);
}

function extreme(list: readonly unknown[], { name, sign }: { readonly name: string; readonly sign: 1 | -1 }): unknown {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, item) => (compare(item, best) * sign < 0 ? item : best));
}

function registerSets(environment: Environment): void {
  const contains = (list: readonly unknown[], other: readonly unknown[]): boolean =>
    other.every((item) => list.some((one) => same(one, item)));
  environment
    .registerType('kubernetes.Sets', { ctor: SetsNamespace, fields: {} })
    .registerConstant('sets', 'kubernetes.Sets', new SetsNamespace())
    .registerFunction('kubernetes.Sets.contains(list<A>, list<A>): bool', (_: unknown, a: readonly unknown[], b: readonly unknown[]) =>
      contains(a, b),
    )
    .registerFunction(
      'kubernetes.Sets.equivalent(list<A>, list<A>): bool',
      (_: unknown, a: readonly unknown[], b: readonly unknown[]) => contains(a, b) && contains(b, a),
    )
    .registerFunction('kubernetes.Sets.intersects(list<A>, list<A>): bool', (_: unknown, a: readonly unknown[], b: readonly unknown[]) =>
      a.some((item) => contains(b, [item])),
    );
}
