/** Semantic versions in CEL: `semver('1.2.3-rc.1')`. Enter at {@link registerSemver}. */
import type { Environment } from '@marcbachmann/cel-js';

/** A version without its build, which says nothing about its order. */
class Semver {
  readonly numbers: readonly bigint[];
  readonly prerelease: readonly string[];
  constructor(numbers: readonly bigint[], prerelease: readonly string[]) {
    this.numbers = numbers;
    this.prerelease = prerelease;
  }
}

const number = '(0|[1-9][0-9]*)';
const words = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const whole = new RegExp(`^${number}\\.${number}\\.${number}(?:-(${words}))?(?:\\+${words})?$`);

/** Numbers have 64 bits. */
const greatest = 2n ** 64n - 1n;

/** Longer texts are no versions; the length bounds the work. */
const longestText = 1_024;

function parse(text: string, normalize: boolean): Semver | undefined {
  if (text.length > longestText) return undefined;
  const [, major, minor, patch, prerelease = ''] = whole.exec(normalize ? normalized(text) : text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const numbers = [major, minor, patch].map(BigInt);
  const parts = prerelease === '' ? [] : prerelease.split('.');
  const isGood = numbers.every((one) => one <= greatest) && !parts.some((part) => /^0[0-9]+$/.test(part));
  return isGood ? new Semver(numbers, parts) : undefined;
}

/** `v1.02` is `1.2.0`: without the letter and leading zeros, and with the numbers that are missing. */
function normalized(text: string): string {
  const [, numbers = '', rest = ''] = /^([^-+]*)(.*)$/s.exec(text.replace(/^v/, '')) ?? [];
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=[0-9])/, ''));
  if (parts.length < 3 && rest !== '') return text;
  return [...parts, ...['0', '0'].slice(parts.length - 1)].join('.') + rest;
}

function parsed(text: string, normalize: boolean): Semver {
  const version = parse(text, normalize);
  if (version === undefined) throw new Error(`'${text}' is no semantic version`);
  return version;
}

function order(a: Semver, b: Semver): bigint {
  for (const [index, left] of a.numbers.entries()) {
    const right = b.numbers[index] ?? 0n;
    if (left !== right) return left < right ? -1n : 1n;
  }
  return orderOfPrereleases(a.prerelease, b.prerelease);
}

/** A version without a prerelease comes after all that have one. */
function orderOfPrereleases(a: readonly string[], b: readonly string[]): bigint {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0n : a.length === 0 ? 1n : -1n;
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1n;
    if (left !== right) return orderOfParts(left, right);
  }
  return a.length < b.length ? -1n : 0n;
}

/** Numbers come before words. */
function orderOfParts(a: string, b: string): bigint {
  const [isNumberA, isNumberB] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (isNumberA && isNumberB) return BigInt(a) < BigInt(b) ? -1n : 1n;
  if (isNumberA !== isNumberB) return isNumberA ? -1n : 1n;
  return a < b ? -1n : 1n;
}

/** Adds `semver`, `isSemver` and what versions can do. */
export function registerSemver(environment: Environment): void {
  const type = 'kubernetes.Semver';
  environment
    .registerType(type, { ctor: Semver, fields: {} })
    .registerOperator(`${type} == ${type}`, (a: Semver, b: Semver) => order(a, b) === 0n)
    .registerFunction('isSemver(string): bool', (text: string) => parse(text, false) !== undefined)
    .registerFunction('isSemver(string, bool): bool', (text: string, normalize: boolean) => parse(text, normalize) !== undefined)
    .registerFunction(`semver(string): ${type}`, (text: string) => parsed(text, false))
    .registerFunction(`semver(string, bool): ${type}`, parsed)
    .registerFunction(`${type}.major(): int`, ({ numbers }: Semver) => numbers[0] ?? 0n)
    .registerFunction(`${type}.minor(): int`, ({ numbers }: Semver) => numbers[1] ?? 0n)
    .registerFunction(`${type}.patch(): int`, ({ numbers }: Semver) => numbers[2] ?? 0n)
    .registerFunction(`${type}.compareTo(${type}): int`, order)
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: Semver, b: Semver) => order(a, b) > 0n)
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: Semver, b: Semver) => order(a, b) < 0n);
}
