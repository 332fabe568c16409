/**
 * The difference of two texts, line by line, as `diff -u` writes it: {@link unifiedDiff}.
 */

const defaults = {
  context: 3, // diff -u
  mostSteps: 2000, // memory grows with its square: 16 MB
} as const;

/** A line that is in both texts, in the first alone, or in the second alone. */
interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** What two texts are called. */
export interface DiffNames {
  readonly before: string;
  readonly after: string;
}

/** The hunks of a unified diff under the names of both texts; empty where they are equal. */
export function unifiedDiff(before: readonly string[], after: readonly string[], names: DiffNames): string {
  const steps = stepsBetween(before, after);
  const hunks = hunksOf(steps);
  return hunks.length === 0
    ? ''
    : [`--- ${names.before}`, `+++ ${names.after}`, ...hunks.map((hunk) => printed(steps, hunk)), ''].join('\n');
}

/** The lines that both texts begin and end with need no search. */
function stepsBetween(before: readonly string[], after: readonly string[]): readonly Step[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [a, b] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return [
    ...all(' ', before.slice(0, head)),
    ...(shortest(a, b) ?? [...all('-', a), ...all('+', b)]),
    ...all(' ', before.slice(before.length - tail)),
  ];
}

const all = (mark: Step['mark'], lines: readonly string[]): Step[] => lines.map((line) => ({ mark, line }));

/** The fewest changes, by the algorithm of Myers; undefined where those are too many to be looked for. */
function shortest(a: readonly string[], b: readonly string[]): Step[] | undefined {
  const rounds: Int32Array[] = [];
  const farthest = new Map([[1, 0]]); // the place in `a` that each diagonal has come to
  for (let round = 0; round <= Math.min(a.length + b.length, defaults.mostSteps); round++) {
    rounds.push(Int32Array.from({ length: 2 * round + 3 }, (_, at) => farthest.get(at - round - 1) ?? -1));
    for (let diagonal = -round; diagonal <= round; diagonal += 2) {
      let x = isDown(farthest, diagonal, round) ? (farthest.get(diagonal + 1) ?? 0) : (farthest.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      farthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkedBack(a, b, rounds);
    }
  }
  return undefined;
}

const isDown = (farthest: ReadonlyMap<number, number>, diagonal: number, round: number): boolean =>
  diagonal === -round || (diagonal !== round && (farthest.get(diagonal - 1) ?? -1) < (farthest.get(diagonal + 1) ?? -1));

function walkedBack(a: readonly string[], b: readonly string[], rounds: readonly Int32Array[]): Step[] {
  const steps: Step[] = [];
  let [x, y] = [a.length, b.length];
  for (let round = rounds.length - 1; round >= 0; round--) {
    const reached = new Map([...(rounds[round] ?? [])].map((place, at) => [at - round - 1, place]));
    const down = isDown(reached, x - y, round);
    const from = reached.get(x - y + (down ? 1 : -1)) ?? 0;
    const diagonal = x - y + (down ? 1 : -1);
    for (; x > (down ? from : from + 1) && y > (down ? from - diagonal + 1 : from - diagonal); x--, y--)
      steps.push({ mark: ' ', line: a[x - 1] ?? '' });
    if (round === 0) break;
    steps.push(down ? { mark: '+', line: b[y - 1] ?? '' } : { mark: '-', line: a[x - 1] ?? '' });
    [x, y] = [from, from - diagonal];
  }
  return steps.reverse();
}

/** From a step to before another: changes that less than two contexts part are of one hunk. */
interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(steps: readonly Step[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const [at, { mark }] of steps.entries()) {
    if (mark === ' ') continue;
    const from = Math.max(at - defaults.context, 0);
    const to = Math.min(at + 1 + defaults.context, steps.length);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) hunks[hunks.length - 1] = { from: last.from, to };
    else hunks.push({ from, to });
  }
  return hunks;
}

function printed(steps: readonly Step[], { from, to }: Hunk): string {
  const lines = steps.slice(from, to);
  const place = (other: '+' | '-'): string => {
    const before = steps.slice(0, from).filter(({ mark }) => mark !== other).length;
    const count = lines.filter(({ mark }) => mark !== other).length;
    return count === 1 ? `${before + 1}` : `${count === 0 ? before : before + 1},${count}`;
  };
  return [`@@ -${place('+')} +${place('-')} @@`, ...lines.map(({ mark, line }) => mark + line)].join('\n');
}
