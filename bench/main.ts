/**
 * `pnpm bench [--rounds N] [--pods N] [--built] [WORK…]`: what our packages cost beside @kubernetes/client-node and beside bare undici with
 * JSON.parse. Every run is a fresh process of one Node, contenders alternate, medians are shown: the ratios count, the times are the
 * machine's.
 */
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { columns, works, type Contender, type Figures, type Work } from './works.js';

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

/** The module in which a contender does a work. */
function moduleOf(contender: Contender, work: Work): string {
  if (contender === 'client-node') return join(peers, 'client-node.mjs');
  if (contender === 'bare undici') return join(here, 'contenders/bare.ts');
  return join(here, work.name === 'cache' ? 'contenders/ours-runtime.ts' : 'contenders/ours.ts');
}

/** What `import` loads: the package alone. */
const packages: Readonly<Record<Contender, string>> = {
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

interface Server {
  readonly kubeconfig: string;
  /** Connections that it has accepted so far. */
  connections(): Promise<number>;
  stop(): void;
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'kube-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const child = fork(join(here, 'server.ts'), [kubeconfig, values.pods], { execArgv: ['--conditions=kube-source', '--import', 'tsx'] });
  const stop = (): void => {
    if (child.connected) child.disconnect();
    rmSync(folder, { recursive: true, force: true });
  };
  const gone = once(child, 'exit').then(() => ['gone']);
  const message = async (): Promise<unknown> => {
    const [first]: unknown[] = await Promise.race([once(child, 'message'), gone]);
    return first;
  };
  const connections = async (): Promise<number> => {
    child.send('connections?');
    return Number(await message());
  };
  if ((await message()) === 'ready') return { kubeconfig, connections, stop };
  stop();
  throw new Error('the server did not start');
}

async function runOnce(work: Work, contender: Contender, server: Server): Promise<Figures> {
  const before = await server.connections();
  const file = work.name === 'import' ? packages[contender] : moduleOf(contender, work);
  const env = { ...process.env, KUBECONFIG: server.kubeconfig, NODE_OPTIONS: '' };
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', join(here, 'contenders/run.mjs'), file, work.name];
  const child = spawn(node(), args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk);
  const [code] = (await exit) as [number | null]; // what the event carries
  if (code !== 0) throw new Error(`${contender} failed at "${work.name}"`);
  const figures = JSON.parse(text) as Figures; // printed by run.mjs
  return { ...figures, handshakes: (await server.connections()) - before };
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
console.log(`filling a server with ${values.pods} pods`);
const server = await startServer();
try {
  for (const work of works.filter(({ name }) => positionals.length === 0 || positionals.includes(name)))
    show(work, await measure(work, server));
} finally {
  server.stop();
}
