/**
 * What is measured, with whom, and what is expected of it. Enter at {@link works}.
 */

/** Who does the work. */
export const contenders = ['ours', 'bare undici', 'client-node'] as const;
export type Contender = (typeof contenders)[number];

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
] as const satisfies readonly { readonly key: keyof Figures; readonly title: string }[];

/** One kind of work. */
export interface Work {
  readonly name: string;
  /** What it is, with the number of pods in place of N. */
  readonly title: string;
  readonly by: readonly Contender[];
  /** What is to be reached. */
  readonly target: string;
}

/** All works, in the order in which they are run. */
export const works: readonly Work[] = [
  { name: 'list', title: 'list N pods, one answer', by: contenders, target: 'CPU at most 1.05 of bare undici' },
  { name: 'pages', title: 'list N pods, pages of 500', by: contenders, target: 'CPU and peak at most 0.5 of client-node' },
  {
    name: 'cache',
    title: 'list, watch and store N pods',
    by: ['ours', 'client-node'],
    target: 'CPU at most 0.5, peak at most 0.4 of client-node; block at most 50 ms; 2.5 KB kept a pod',
  },
  { name: 'calls', title: '300 calls in a row', by: contenders, target: 'at most 2 handshakes' },
  { name: 'import', title: 'import the package', by: contenders, target: 'at most 250 ms and 30 MB' },
];
