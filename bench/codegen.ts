/**
 * `tsx --conditions=kube-source bench/codegen.ts [--rounds N] [--built]`: what `kube-codegen` costs, as it is published, beside a Node that does
 * nothing and beside loading `ts-morph` alone. CPU of fresh processes that alternate, medians; and of a watch, the time from one
 * compilation to the next within the process.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const codegen = join(root, 'packages/kube-codegen');
const cli = join(codegen, 'dist/cli.js');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, built: { type: 'boolean', default: false } } });
if (!values.built) execFileSync('pnpm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

const folder = mkdtempSync(join(tmpdir(), 'kube-codegen-bench-'));
mkdirSync(join(folder, 'node_modules'));
copyFileSync(join(root, 'examples/website/website.crd.ts'), join(folder, 'website.crd.ts'));

/** Milliseconds of CPU that a process took, as it says itself at its end. */
function cpuOf(args: readonly string[], cwd = folder): number {
  const report = `--import=data:text/javascript,${encodeURIComponent(
    'process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write(`CPU ${(user + system) / 1000}`); });',
  )}`;
  const { stderr } = spawnSync(process.execPath, [report, ...args], { cwd, encoding: 'utf8' });
  return Number(/CPU ([\d.]+)/.exec(stderr)?.[1]);
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const works: Readonly<Record<string, () => number>> = {
  'bare node': () => cpuOf(['-e', '0']),
  'import ts-morph': () => cpuOf(['-e', "import('ts-morph')"], codegen),
  'generate, cold': () => cpuOf([cli, 'generate', '--no-cache', 'website.crd.ts']),
  'check, nothing changed': () => cpuOf([cli, 'check', 'website.crd.ts']),
};
spawnSync(process.execPath, [cli, 'generate', 'website.crd.ts'], { cwd: folder });
const figures = new Map<string, number[]>();
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, work] of Object.entries(works)) figures.set(name, [...(figures.get(name) ?? []), work()]);
const of = (name: string): number => median(figures.get(name) ?? []);
for (const name of Object.keys(works)) console.log(`${name.padEnd(24)} ${of(name).toFixed(0).padStart(6)} ms CPU`);
console.log(`generate / ts-morph      ${(of('generate, cold') / of('import ts-morph')).toFixed(2).padStart(6)}`);
console.log(`check - bare node        ${(of('check, nothing changed') - of('bare node')).toFixed(0).padStart(6)} ms`);
console.log(`watch, after an edit     ${(await watched(10)).toFixed(0).padStart(6)} ms`);
rmSync(folder, { recursive: true });

/** The median of some runs after edits, as the command says them. */
async function watched(edits: number): Promise<number> {
  const child = spawn(process.execPath, [cli, 'watch', 'website.crd.ts'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const times: number[] = [];
  for await (const chunk of child.stdout) {
    const said = /\((\d+) ms\)/.exec(String(chunk))?.[1];
    if (said === undefined) continue;
    times.push(Number(said));
    if (times.length > edits) break;
    appendFileSync(join(folder, 'website.crd.ts'), '\n');
  }
  child.kill();
  return median(times.slice(1));
}
