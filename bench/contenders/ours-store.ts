/**
 * Taking objects into a store of kube-runtime, from its built package: what each event of a watch costs beyond reading it.
 */
import { readFileSync } from 'node:fs';
import { Pod } from 'kube-core/k8s';
import { createStore, type Cached } from 'kube-runtime';

const pods = JSON.parse(readFileSync(process.env['KUBE_BENCH_PODS'] ?? '', 'utf8')) as Cached<Pod>[]; // written by main.ts

/** Takes in all of them a few times, so that what is measured runs compiled. */
export const warm = (): Promise<unknown> => Promise.all([compact(), compact(), compact()]);

/** One event for each pod. */
export function compact(): Promise<readonly unknown[]> {
  const { reader, writer } = createStore(Pod);
  writer.write({ type: 'init' });
  for (const object of pods) writer.write({ type: 'init-apply', object });
  writer.write({ type: 'init-done' });
  return Promise.resolve(reader.list());
}
