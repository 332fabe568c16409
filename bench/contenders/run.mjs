/**
 * Runs one work of one contender in this process and prints what it cost: `node run.mjs CONTENDER WORK`. Plain JavaScript, so that the
 * contenders run without a loader whose own memory would be measured with them.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const [file, work] = process.argv.slice(2);
const megabytes = (bytes) => bytes / 2 ** 20;

if (work === 'import') {
  const [start, before] = [performance.now(), process.memoryUsage.rss()];
  await import(file);
  console.log(JSON.stringify({ wallMs: performance.now() - start, addedMb: megabytes(process.memoryUsage.rss() - before), objects: 1 }));
  process.exit(0);
}

const contender = await import(file);
await contender.warm(); // connects, and loads what is loaded late
const delay = monitorEventLoopDelay({ resolution: 5 });
let start, cpu, heap;
const begin = () => {
  globalThis.gc();
  heap = process.memoryUsage().heapUsed;
  [start, cpu] = [performance.now(), process.cpuUsage()];
  delay.reset();
  delay.enable();
};
begin();
const kept = await contender[work](() => {
  begin(); // what came before is not measured
  console.log('ready');
});
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
await new Promise((resolve) => setTimeout(resolve, 20));
delay.disable();
const peakMb = process.resourceUsage().maxRSS / 1024;
globalThis.gc();
const retainedMb = megabytes(process.memoryUsage().heapUsed - heap);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakMb, retainedMb, blockMs: delay.max / 1e6, objects: kept.length }));
process.exit(0);
