/**
 * How each contender is started. Enter at {@link commandOf}.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Native, Work } from './works.js';

const here = import.meta.dirname;
const peers = join(here, 'peers');

/** The programs of peers that are not written for Node, where they were given. */
export type Programs = Readonly<Record<Native, string | undefined>>;

/** What `import` loads: the package alone. */
const packages: Readonly<Partial<Record<Contender, string>>> = {
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

/** Installs the peers that npm has, once. */
export function installPeers(): void {
  if (existsSync(join(peers, 'node_modules'))) return;
  execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' });
}

const isNative = (contender: Contender): contender is Native => contender === 'client-go' || contender === 'kube-rs';

/** Whether a contender can be started: those that npm has not, where their program was given. */
export const isThere = (contender: Contender, programs: Programs): boolean => !isNative(contender) || programs[contender] !== undefined;

/** The command that does a work once and prints what it cost as its last line. */
export function commandOf(contender: Contender, work: Work, programs: Programs): { readonly command: string; readonly args: string[] } {
  if (isNative(contender)) return { command: programs[contender] ?? contender, args: [work.name] };
  const file = work.name === 'import' ? packages[contender] : undefined;
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', join(here, 'contenders/run.mjs')];
  return { command: node(), args: [...args, file ?? moduleOf(contender, work), work.name] };
}

/** The module in which a contender does a work. */
function moduleOf(contender: Contender, work: Work): string {
  const kind = work.server === 'streams' ? '-streams' : '';
  if (contender === 'client-node') return join(peers, `client-node${kind}.mjs`);
  if (contender === 'bare undici') return join(here, `contenders/bare${kind}.ts`);
  if (contender === 'JSON') return join(here, 'contenders/json.ts');
  return join(here, `contenders/${work.ours ?? `ours${kind}`}.ts`);
}
