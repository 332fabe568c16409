/**
 * The JSON patch (RFC 6902) that makes one value of another: {@link jsonDiff}. It names what is different and nothing else: a field that was
 * set, an item that was put into the middle of a list.
 */
import { jsonPointer, type JsonPatch } from 'kube-core';
import { equal, isList, isObject, own, toJson, type JsonObject } from 'kube-core/json';

type Path = readonly (string | number)[];

const limits = {
  /** What is nested deeper is replaced as a whole: the difference is found by calls within calls. */
  depth: 200,
  /** Above so many pairs of items to compare, lists are compared item by item in their order. */
  pairs: 250_000,
} as const;

/**
 * @param from - What there is.
 * @param to - What there is to be. A field whose value is undefined counts as absent.
 * @returns the steps; none where both are equal. Paths are those at the time of their step, as a JSON patch has it.
 */
export function jsonDiff(from: unknown, to: unknown): readonly JsonPatch[] {
  return diff(from, to, []);
}

function diff(from: unknown, to: unknown, path: Path): JsonPatch[] {
  if (equal(from, to)) return [];
  if (path.length < limits.depth) {
    if (isObject(from) && isObject(to)) return diffFields(from, to, path);
    if (isList(from) && isList(to)) return shorter(diffItems(from, to, path), replaced(path, to));
  }
  return [replaced(path, to)];
}

const replaced = (path: Path, value: unknown): JsonPatch => ({ op: 'replace', path: jsonPointer(...path), value });

/** Steps that say more than the whole list does are of no use. */
function shorter(steps: JsonPatch[], whole: JsonPatch): JsonPatch[] {
  return steps.length > 1 && toJson(steps).length > toJson([whole]).length ? [whole] : steps;
}

function diffFields(from: JsonObject, to: JsonObject, path: Path): JsonPatch[] {
  const isThere = (value: JsonObject, field: string): boolean => own(value, field) !== undefined;
  const gone = Object.keys(from).filter((field) => isThere(from, field) && !isThere(to, field));
  const steps = gone.map((field): JsonPatch => ({ op: 'remove', path: jsonPointer(...path, field) }));
  for (const field of Object.keys(to).filter((each) => isThere(to, each))) {
    const at = [...path, field];
    if (isThere(from, field)) steps.push(...diff(own(from, field), own(to, field), at));
    else steps.push({ op: 'add', path: jsonPointer(...at), value: own(to, field) });
  }
  return steps;
}

/** Items that are equal stay; what stands between two of them on one side becomes what stands there on the other. */
function diffItems(from: readonly unknown[], to: readonly unknown[], path: Path): JsonPatch[] {
  const steps: JsonPatch[] = [];
  let [left, right] = [0, 0];
  for (const kept of [...keptItems(from, to), { from: from.length, to: to.length }]) {
    const gap = { from: from.slice(left, kept.from), to: to.slice(right, kept.to) };
    steps.push(...diffGap(gap, { path, at: right }));
    [left, right] = [kept.from + 1, kept.to + 1];
  }
  return steps;
}

interface Gap {
  readonly from: readonly unknown[];
  readonly to: readonly unknown[];
}

/** All that stands before the gap is as it is to be, so positions in the list are those of the result. */
function diffGap({ from, to }: Gap, { path, at }: { readonly path: Path; readonly at: number }): JsonPatch[] {
  const both = Math.min(from.length, to.length);
  const steps = from.slice(0, both).flatMap((item, index) => diff(item, to[index], [...path, at + index]));
  for (let left = from.length; left > both; left -= 1) steps.push({ op: 'remove', path: jsonPointer(...path, at + left - 1) });
  for (const [index, value] of to.slice(both).entries()) steps.push({ op: 'add', path: jsonPointer(...path, at + both + index), value });
  return steps;
}

interface Kept {
  readonly from: number;
  readonly to: number;
}

/** Pairs of equal items in the order of both lists, as many as possible. */
function keptItems(from: readonly unknown[], to: readonly unknown[]): Kept[] {
  let start = 0;
  while (start < from.length && start < to.length && equal(from[start], to[start])) start += 1;
  let end = 0;
  const mostEnd = Math.min(from.length, to.length) - start;
  while (end < mostEnd && equal(from[from.length - 1 - end], to[to.length - 1 - end])) end += 1;
  const run = (length: number, fromAt: number, toAt: number): Kept[] =>
    Array.from({ length }, (_, index) => ({ from: fromAt + index, to: toAt + index }));
  const middle = longestCommon(from.slice(start, from.length - end), to.slice(start, to.length - end));
  return [
    ...run(start, 0, 0),
    ...middle.map((kept) => ({ from: kept.from + start, to: kept.to + start })),
    ...run(end, from.length - end, to.length - end),
  ];
}

/** The longest common subsequence. */
function longestCommon(from: readonly unknown[], to: readonly unknown[]): Kept[] {
  if (from.length * to.length === 0 || from.length * to.length > limits.pairs) return [];
  const same = from.map((item) => to.map((other) => equal(item, other)));
  const width = to.length + 1;
  const lengths = new Uint32Array((from.length + 1) * width);
  const lengthAt = (left: number, right: number): number => lengths[left * width + right] ?? 0;
  for (let left = from.length - 1; left >= 0; left -= 1)
    for (let right = to.length - 1; right >= 0; right -= 1)
      lengths[left * width + right] =
        same[left]?.[right] === true ? lengthAt(left + 1, right + 1) + 1 : Math.max(lengthAt(left + 1, right), lengthAt(left, right + 1));
  const kept: Kept[] = [];
  for (let left = 0, right = 0; left < from.length && right < to.length;) {
    if (same[left]?.[right] === true) kept.push({ from: left++, to: right++ });
    else if (lengthAt(left + 1, right) >= lengthAt(left, right + 1)) left += 1;
    else right += 1;
  }
  return kept;
}
