/**
 * `pnpm bench [--rounds N] [--pods N] [--built] [WORK…]`: what our packages cost beside @kubernetes/client-node and beside bare undici with
 * JSON.parse. Every run is a fresh process of one Node, contenders alternate, medians are shown: the ratios count, the times are the
 * machine's.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { podOf } from './pods.js';
import { startServer, type Server, type ServerName } from './servers.js';
import { columns, inputPieces, works, type Contender, type Figures, type Work } from './works.js';

const here = import.meta.dirname;
const peers = join(here, 'peers');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    pods: { type: 'string', default: '5000' },
    built: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'kube-bench-'));

/** The pods for what happens in one process: reading them is quicker than asking for them. */
const podsFile = join(folder, 'pods.json');
const kubeconfig = join(folder, 'kubeconfig');

/** The module in which a contender does a work. */
function moduleOf(contender: Contender, work: Work): string {
  const kind = work.server === 'streams' ? '-streams' : '';
  if (contender === 'client-node') return join(peers, `client-node${kind}.mjs`);
  if (contender === 'bare undici') return join(here, `contenders/bare${kind}.ts`);
  if (contender === 'JSON') return join(here, 'contenders/json.ts');
  return join(here, `contenders/${work.ours ?? `ours${kind}`}.ts`);
}

/** What `import` loads: the package alone. */
const packages: Readonly<Record<Exclude<Contender, 'JSON'>, string>> = {
  ours: join(here, 'node_modules/kube-core/dist/index.js'),
  'bare undici': join(here, 'node_modules/undici/index.js'),
  'client-node': join(peers, 'node_modules/@kubernetes/client-node/dist/index.js'),
};

/**
 * One Node for all: the peer does not load on the oldest that we support, and a loader's memory would be measured with ours. Where npm has
 * none for the machine, the Node that runs this has to be as new.
 */
const pinned = join(peers, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
const node = (): string => (existsSync(pinned) ? pinned : process.execPath);

function prepare(): void {
  if (!existsSync(join(peers, 'node_modules')))
    execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' });
  if (!values.built) execFileSync('pnpm', ['run', 'build'], { cwd: join(here, '..'), stdio: ['ignore', 'ignore', 'inherit'] });
}

async function runOnce(work: Work, contender: Contender, server: Server): Promise<Figures> {
  const before = await server.connections();
  const file = work.name === 'import' && contender !== 'JSON' ? packages[contender] : moduleOf(contender, work);
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    KUBE_BENCH_PODS: podsFile,
    KUBE_BENCH_PIECES: String(inputPieces),
    NODE_OPTIONS: '',
  };
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', join(here, 'contenders/run.mjs'), file, work.name];
  const child = spawn(node(), args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk);
  const [code] = (await exit) as [number | null]; // what the event carries
  if (code !== 0) throw new Error(`${contender} failed at "${work.name}"`);
  const figures = JSON.parse(text) as Figures; // printed by run.mjs
  if (work.server !== 'none') return { ...figures, handshakes: (await server.connections()) - before };
  const { wallMs, objects, cpuMs = 0 } = figures;
  return { wallMs, objects, cpuMs, eachUs: (cpuMs * 1000) / objects };
}

async function measure(work: Work, server: Server): Promise<Map<Contender, Figures[]>> {
  const runs = new Map<Contender, Figures[]>(work.by.map((contender) => [contender, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of work.by) runs.get(contender)?.push(await runOnce(work, contender, server));
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
