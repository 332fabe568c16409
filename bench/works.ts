/**
 * What is measured, with whom, and what is expected of it. Enter at {@link works}.
 */

import type { ServerName } from './servers.js';

/** Who does the work. */
export const contenders = ['ours', 'bare undici', 'client-node'] as const;

/** Who is not written for Node: a program that is given by its path. */
export type Native = 'client-go' | 'kube-rs';

/** `JSON` reads the same objects with JSON.parse and does nothing else: how fast the machine is at the moment. */
export type Contender = (typeof contenders)[number] | Native | 'JSON';

/** What one run costs; a work that loads a module has no CPU of its own, others no added memory. */
export interface Figures {
  readonly wallMs: number;
  readonly objects: number;
  readonly cpuMs?: number;
  /** Highest resident memory of the process, that of Node included. */
  readonly peakMb?: number;
  /** Heap that the result keeps, after garbage collection. */
  readonly retainedMb?: number;
  /** The longest time in which nothing else could run. */
  readonly blockMs?: number;
  /** Resident memory that importing added. */
  readonly addedMb?: number;
  /** TLS handshakes that the server counted. */
  readonly handshakes?: number;
  /** CPU of one object, in microseconds. */
  readonly eachUs?: number;
}

/** The columns, in the order in which they are shown. */
export const columns = [
  { key: 'cpuMs', title: 'CPU ms' },
  { key: 'wallMs', title: 'wall ms' },
  { key: 'peakMb', title: 'peak MB' },
  { key: 'retainedMb', title: 'kept MB' },
  { key: 'blockMs', title: 'block ms' },
  { key: 'addedMb', title: 'added MB' },
  { key: 'handshakes', title: 'handshakes' },
  { key: 'eachUs', title: 'CPU µs each' },
] as const satisfies readonly { readonly key: keyof Figures; readonly title: string }[];

/** One kind of work. */
export interface Work {
  readonly name: string;
  /** What it is, with the number of pods in place of N. */
  readonly title: string;
  readonly by: readonly Contender[];
  /** What is to be reached. */
  readonly target: string;
  /** The file in `contenders/` in which ours is done. @defaultValue ours */
  readonly ours?: string;
  /** Which server is asked; none: it happens within the process that is measured, and what counts is what one object costs. @defaultValue pods */
  readonly server?: ServerName;
}

/** How many lines the log has. */
export const logLineCount = 1_000_000;

/** How many pieces of 32 KB a command reads: 256 MB, little enough for a few seconds. */
export const inputPieces = 8192;

/** How often a pod changes. */
export const updateCount = 2000;

/** How many objects a controller takes care of. */
export const ownerCount = 1000;

/** All works, in the order in which they are run. */
export const works: readonly Work[] = [
  { name: 'list', title: 'list N pods, one answer', by: contenders, target: 'CPU at most 1.05 of bare undici' },
  { name: 'pages', title: 'list N pods, pages of 500', by: contenders, target: 'CPU and peak at most 0.5 of client-node' },
  {
    name: 'cache',
    title: 'list, watch and store N pods',
    by: ['ours', 'client-node', 'client-go', 'kube-rs'],
    ours: 'ours-runtime',
    target: 'CPU at most 0.5 of client-node, 1.6 of client-go; peak at most 120 MB; block at most 20 ms; 2.5 KB kept a pod',
  },
  {
    name: 'updates',
    title: 'take 2,000 updates of N cached pods',
    by: ['ours', 'client-node', 'client-go', 'kube-rs'],
    ours: 'ours-runtime',
    target: 'CPU at most 1.0 of client-go',
  },
  {
    name: 'reconcile',
    title: 'reconcile 1,000 objects, one child each',
    by: ['ours', 'client-go', 'kube-rs'],
    ours: 'ours-runtime',
    target: 'CPU at most 1.0 of client-go; peak at most 90 MB',
  },
  { name: 'calls', title: '300 calls in a row', by: contenders, target: 'at most 2 handshakes' },
  {
    name: 'watch',
    title: 'watch: N events of whole pods',
    by: contenders,
    server: 'streams',
    target: 'CPU at most 1.05 of a bare splitter',
  },
  {
    name: 'logs',
    title: 'a million lines of a log',
    by: contenders,
    server: 'streams',
    target: 'CPU of client-node, whose lines each keep 64 KB in memory',
  },
  { name: 'stdin', title: '256 MB into a command', by: contenders, server: 'streams', target: 'CPU at most 1.5 of bare ws' },
  {
    name: 'compact',
    title: 'take N pods into a store',
    by: ['ours', 'JSON'],
    ours: 'ours-store',
    server: 'none',
    target: 'at most 45 µs a pod on an idle machine',
  },
  {
    name: 'processGet',
    title: '10,000 reads of a ConfigMap, server in process',
    by: ['ours', 'JSON'],
    ours: 'ours-process',
    server: 'none',
    target: 'at most 15 µs a call on an idle machine',
  },
  {
    name: 'processPages',
    title: 'list N pods five times in pages of 100, server in process',
    by: ['ours', 'JSON'],
    ours: 'ours-process',
    server: 'none',
    target: 'the same for a pod however many there are',
  },
  { name: 'import', title: 'import the package', by: contenders, target: 'at most 40 ms and 15 MB' },
];
