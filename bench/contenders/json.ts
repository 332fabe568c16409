/**
 * The objects of the works in one process, read with JSON.parse and nothing else.
 */
import { readFileSync } from 'node:fs';

const texts = (JSON.parse(readFileSync(process.env['KUBE_BENCH_PODS'] ?? '', 'utf8')) as object[]).map((pod) => JSON.stringify(pod)); // written by main.ts
const settings = JSON.stringify({ metadata: { name: 'settings', namespace: 'default' }, data: { colour: 'blue' } });
const rounds = 5;

/** Runs each once, so that what is measured runs compiled. */
export const warm = (): Promise<unknown> => Promise.all([compact(), processGet()]);

const parsed = (text: string): unknown => JSON.parse(text);

/** Each pod once. */
export const compact = (): Promise<readonly unknown[]> => Promise.resolve(texts.map(parsed));

/** A small object, often. */
export const processGet = (): Promise<readonly unknown[]> => Promise.resolve(Array.from({ length: 10_000 }, () => parsed(settings)));

/** Each pod as often as it is listed. */
export const processPages = (): Promise<readonly unknown[]> =>
  Promise.resolve(Array.from({ length: rounds }, () => texts.map(parsed)).flat());
