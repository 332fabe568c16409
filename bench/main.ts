/**
 * `pnpm bench [--rounds N] [--pods N] [--built] [--assets DIR] [--client-go PROGRAM] [--kube-rs PROGRAM] [WORK…]`: what our packages cost
 * beside @kubernetes/client-node, beside bare undici with JSON.parse, and beside client-go and kube-rs where their programs are given. Every run is a fresh process of one Node, contenders alternate, medians are shown: the ratios count, the times are the
 * machine's.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { commandOf, installPeers, isThere } from './commands.js';
import { podOf } from './pods.js';
import { startServer, type Server, type ServerName } from './servers.js';
import { columns, inputPieces, ownerCount, updateCount, works, type Contender, type Figures, type Work } from './works.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    pods: { type: 'string', default: '5000' },
    built: { type: 'boolean', default: false },
    assets: { type: 'string' },
    'client-go': { type: 'string' },
    'kube-rs': { type: 'string' },
  },
});

if (values.assets !== undefined) process.env['KUBE_BENCH_ASSETS'] = values.assets;
const programs = { 'client-go': values['client-go'], 'kube-rs': values['kube-rs'] };

const folder = mkdtempSync(join(tmpdir(), 'kube-bench-'));

/** The pods for what happens in one process: reading them is quicker than asking for them. */
const podsFile = join(folder, 'pods.json');
const kubeconfig = join(folder, 'kubeconfig');

function prepare(): void {
  installPeers();
  if (!values.built)
    execFileSync('pnpm', ['run', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'ignore', 'inherit'] });
}

async function runOnce(work: Work, contender: Contender, server: Server): Promise<Figures> {
  const before = await connections(server);
  const owners = work.name === 'reconcile' ? String(await server.ask({ ask: 'owners', count: ownerCount })) : '';
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    KUBE_BENCH_PODS: podsFile,
    KUBE_BENCH_PIECES: String(inputPieces),
    KUBE_BENCH_UPDATES: String(updateCount),
    KUBE_BENCH_OWNERS: String(ownerCount),
    KUBE_BENCH_NAMESPACE: owners,
    NODE_OPTIONS: '',
  };
  const { command, args } = commandOf(contender, work, programs);
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    if (line === 'ready') await server.ask({ ask: 'update', count: updateCount });
    else last = line;
  }
  const [code] = (await exit) as [number | null]; // what the event carries
  if (code !== 0) throw new Error(`${contender} failed at "${work.name}"`);
  const figures = JSON.parse(last) as Figures; // printed by run.mjs, or by a peer in its form
  if (work.server === 'none') return each(figures);
  return before === undefined ? figures : { ...figures, handshakes: ((await connections(server)) ?? 0) - before };
}

async function connections(server: Server): Promise<number | undefined> {
  const count = await server.ask({ ask: 'connections' });
  return typeof count === 'number' ? count : undefined;
}

function each({ wallMs, objects, cpuMs = 0 }: Figures): Figures {
  return { wallMs, objects, cpuMs, eachUs: (cpuMs * 1000) / objects };
}

async function measure(work: Work, server: Server): Promise<Map<Contender, Figures[]>> {
  const by = work.by.filter((contender) => isThere(contender, programs));
  const runs = new Map<Contender, Figures[]>(by.map((contender) => [contender, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of by) runs.get(contender)?.push(await runOnce(work, contender, server));
  }
  const counts = new Set([...runs.values()].flat().map(({ objects }) => objects));
  if (counts.size > 1) throw new Error(`the contenders disagree on how many objects there are: ${[...counts].join(', ')}`);
  return runs;
}

function median(runs: readonly Figures[], key: keyof Figures): number | undefined {
  const sorted = runs.flatMap((figures) => figures[key] ?? []).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** One line a contender: each figure, and ours as a share of it. */
function show(work: Work, runs: ReadonlyMap<Contender, readonly Figures[]>): void {
  console.log(`\n${work.title.replace('N', values.pods)}   (to reach: ${work.target})`);
  const ours = runs.get('ours') ?? [];
  const shown = columns.filter(({ key }) => median(ours, key) !== undefined && (key !== 'handshakes' || work.name === 'calls'));
  console.log([' '.repeat(14), ...shown.map(({ title }) => title.padStart(18))].join(''));
  for (const [contender, own] of runs) {
    const cells = shown.map(({ key }) => cell(median(own, key), contender === 'ours' ? undefined : median(ours, key)));
    console.log([`  ${contender}`.padEnd(14), ...cells].join(''));
  }
}

function cell(value: number | undefined, ours: number | undefined): string {
  if (value === undefined) return '–'.padStart(18);
  const ratio = ours === undefined || value <= 0 ? '' : ` (ours ${(ours / value).toFixed(2)})`;
  return `${value.toFixed(value < 10 ? 1 : 0)}${ratio}`.padStart(18);
}

prepare();
writeFileSync(podsFile, JSON.stringify(Array.from({ length: Number(values.pods) }, (_, at) => podOf(at))));
const chosen = works.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
try {
  for (const name of ['pods', 'streams', 'none'] as const)
    await runAll(
      name,
      chosen.filter((work) => (work.server ?? 'pods') === name),
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function runAll(name: ServerName, some: readonly Work[]): Promise<void> {
  if (some.length === 0) return;
  if (name === 'pods') console.log(`filling a server with ${values.pods} pods`);
  const server = await startServer(name, { kubeconfig, args: [name === 'pods' ? values.pods : podsFile] });
  try {
    for (const work of some) show(work, await measure(work, server));
  } finally {
    server.stop();
  }
}
