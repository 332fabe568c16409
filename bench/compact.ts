/**
 * `tsx --conditions=kube-source --expose-gc bench/compact.ts [ROUNDS]`: what it costs a store to make a pod small, and what it keeps of
 * one. Each round puts 5,000 freshly parsed pods into a store of its own, in pages; medians are shown. CPU time, so that a busy
 * machine disturbs it little; the ratio to JSON.parse is what to compare between machines.
 */
import { Pod } from 'kube-core/k8s';
import { createStore, type Cached } from 'kube-runtime';
import { podOf } from './pods.js';

const pods = 5000;
const pageSize = 250;
const rounds = Number(process.argv[2] ?? 15);
const texts = Array.from({ length: pods }, (_, at) => JSON.stringify(podOf(at)));

/** CPU time of this process that a function takes, in µs. */
function cost<T>(run: () => T): { readonly value: T; readonly us: number } {
  const before = process.cpuUsage().user;
  const value = run();
  return { value, us: process.cpuUsage().user - before };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

interface Figures {
  readonly parseUs: number;
  readonly compactUs: number;
  readonly keptKb: number;
}

function round(): Figures {
  const before = heapUsed();
  const { reader, writer } = createStore(Pod);
  let [parseUs, compactUs] = [0, 0];
  for (let at = 0; at < pods; at += pageSize) {
    const parsed = cost(() => texts.slice(at, at + pageSize).map((text) => JSON.parse(text) as Cached<Pod>));
    const compacted = cost(() => parsed.value.forEach((object) => writer.write({ type: 'apply', object })));
    parseUs += parsed.us;
    compactUs += compacted.us;
  }
  return { parseUs: parseUs / pods, compactUs: compactUs / pods, keptKb: (heapUsed() - before) / 1024 / reader.size };
}

const results = Array.from({ length: rounds }, round);
function median(key: keyof Figures): number {
  const sorted = results.map((figures) => figures[key]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
const [size, parse, compact] = [texts.join('').length / pods / 1024, median('parseUs'), median('compactUs')];
console.log(
  `a pod of ${size.toFixed(1)} KB: compacted in ${compact.toFixed(1)} µs (${(compact / parse).toFixed(2)} of JSON.parse's ${parse.toFixed(1)} µs), ` +
    `${median('keptKb').toFixed(2)} KB kept`,
);
