/**
 * Asks kubectl what each case sends, and writes `recorded.json`: `tsx --conditions=kube-source test/kubeconfig/record.ts KUBECTL`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, Outcome } from './case.js';
import { cases } from './cases.js';
import { openStage, type Stage } from './stage.js';

const [kubectl = 'kubectl'] = process.argv.slice(2);

async function outcomeOf(one: Case, stage: Stage, directory: string): Promise<Outcome> {
  const { kubeconfig, overrides } = await stage.write(one, directory);
  const env = { PATH: process.env.PATH, HOME: join(directory, 'home'), KUBECONFIG: kubeconfig };
  const args = ['get', '--raw', '/version', '--request-timeout=5s', ...flagsOf(overrides)];
  const said = await stderrOf(spawn(kubectl, args, { env, cwd: directory, stdio }));
  const [sent] = stage.arrived();
  return stage.neutral(sent === undefined ? { refused: said.trim() } : { sent }, directory);
}

const flags: Readonly<Record<string, string>> = { insecure: 'insecure-skip-tls-verify', asGroups: 'as-group' };

/** `--tls-server-name=x` for `tlsServerName: 'x'`. */
const flagsOf = (overrides: object): readonly string[] =>
  Object.entries(overrides).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((one) => `--${flags[name] ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${String(one)}`),
  );

const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe']; // kubectl may ask; nobody answers

async function stderrOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}

const directory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
const stage = await openStage();
const recorded: Record<string, Outcome> = {};
for (const [index, one] of cases.entries()) recorded[one.name] = await outcomeOf(one, stage, join(directory, String(index)));
await writeFile(new URL('recorded.json', import.meta.url), `${JSON.stringify(recorded, undefined, 2)}\n`);
await stage[Symbol.asyncDispose]();
await rm(directory, { recursive: true });
