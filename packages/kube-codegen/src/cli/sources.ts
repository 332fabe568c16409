/**
 * Where definitions come from, as the commands name it: a file, a folder, `-` for the standard input, an `https` address, `cluster:NAME`,
 * and `git:REV:PATH`. Enter at {@link readSource}.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Api, Client, messageOf } from 'kube-core';
import { CustomResourceDefinition } from 'kube-core/k8s';
import { unreadable, yamlLimits } from '../crd/yaml.js';
import type { Diagnostic, TextOf } from '../diagnostics.js';
import type { ImportSource } from '../import/import.js';
import { withSlashes } from './files.js';

/** What the operands of a call name. */
export interface Sources {
  readonly sources: readonly ImportSource[];
  /** Why others could not be read. */
  readonly failures: readonly Diagnostic[];
  /** The texts that findings are about. */
  readonly textOf: TextOf;
}

/** The texts of all operands, in their order. */
export async function readSources(operands: readonly string[]): Promise<Sources> {
  const read = await Promise.all(operands.map((operand) => readSource(operand)));
  const sources = read.flatMap((each): readonly ImportSource[] => ('code' in each ? [] : each));
  const failures = read.flatMap((each) => ('code' in each ? [each] : []));
  return { sources, failures, textOf: (name) => sources.find((source) => source.name === name)?.text };
}

/**
 * The texts that an operand names, or why there are none.
 *
 * @param folder - Where git is asked. @defaultValue the folder of the process
 */
export async function readSource(operand: string, folder?: string): Promise<readonly ImportSource[] | Diagnostic> {
  try {
    return await textsOf(operand, folder);
  } catch (error) {
    return unreadable(operand, error);
  }
}

async function textsOf(operand: string, folder: string | undefined): Promise<readonly ImportSource[]> {
  if (operand === '-') return [{ name: 'stdin', text: await text(process.stdin) }];
  if (/^https?:/i.test(operand)) return [await fetched(operand)];
  if (operand.startsWith('cluster:')) return [await ofCluster(operand.slice('cluster:'.length))];
  if (operand.startsWith('git:')) return [await ofGit(operand, folder)];
  const path = withSlashes(operand);
  if (!(await stat(operand)).isDirectory()) return [{ name: path, text: await readFile(operand, 'utf8') }];
  const files = (await readdir(operand)).filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
  if (files.length === 0) throw new Error('the folder has no file of YAML or JSON');
  return Promise.all(
    files.map(async (name) => ({ name: withSlashes(join(operand, name)), text: await readFile(join(operand, name), 'utf8') })),
  );
}

/** How long an address may take, in milliseconds. */
const patience = 60_000;

/** What anybody between here and there could exchange is not read, nor is an address that such an answer leads to. */
async function fetched(address: string): Promise<ImportSource> {
  if (!address.startsWith('https://')) throw new Error('only https addresses are read');
  const response = await fetch(address, { redirect: 'follow', signal: AbortSignal.timeout(patience) });
  if (!response.url.startsWith('https://')) throw new Error('the address leads to one that is not https');
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return { name: new URL(address).pathname.split('/').at(-1) ?? 'url', text: await limited(response) };
}

async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > yamlLimits.characters) throw new Error('the answer has more than 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The definition of that name, of the cluster of the kubeconfig. */
async function ofCluster(name: string): Promise<ImportSource> {
  await using client = await Client.tryDefault();
  const definition = await Api.all(client, CustomResourceDefinition).get(name);
  const { managedFields: _, ...metadata } = definition.metadata;
  return { name: `cluster:${name}`, text: JSON.stringify({ ...definition, metadata }, null, 2) };
}

/** `git:HEAD:crds/websites.yaml`: a file as a revision has it. */
async function ofGit(operand: string, folder: string | undefined): Promise<ImportSource> {
  const [, revision = '', path = ''] = /^git:([^:]+):(.+)$/.exec(operand) ?? [];
  if (revision === '' || revision.startsWith('-')) throw new Error('write git:REVISION:PATH, git:HEAD:crds/websites.yaml for example');
  try {
    const shown = `${revision}:./${withSlashes(path).replace(/^\.\//, '')}`;
    const { stdout } = await promisify(execFile)('git', ['show', '--end-of-options', shown], {
      maxBuffer: yamlLimits.characters,
      ...(folder !== undefined && { cwd: folder }),
    });
    return { name: operand, text: stdout };
  } catch (error) {
    throw new Error(`git does not show it: ${messageOf(error).split('\n').slice(1).join(' ').trim() || messageOf(error)}`, {
      cause: error,
    });
  }
}
