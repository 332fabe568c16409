/**
 * What a call is about: the sources, from the call or from the configuration of the project, and how to compile them. Enter at
 * {@link readJob}. Everything that is read on the way goes through a {@link Ledger}.
 */
import { posix } from 'node:path';
import type { CodegenConfig } from '../../config.js';
import type { GenerateOptions } from '../../generate.js';
import type { Call, Command } from '../command.js';
import { withSlashes } from '../files.js';
import type { Ledger } from './ledger.js';

/** The options of every command that compiles. */
export const jobOptions = {
  config: { type: 'string' },
  target: { type: 'string' },
  crds: { type: 'string' },
  'json-schemas': { type: 'string' },
  reference: { type: 'string' },
} as const satisfies Command['options'];

/** What to compile, and how. */
export interface Job {
  readonly entries: readonly string[];
  readonly options: Omit<GenerateOptions, 'readFile'>;
}

const names = ['kube-codegen.config.ts', 'kube-codegen.config.mts', 'kube-codegen.config.js', 'kube-codegen.config.mjs'];

/** @returns the job, or what is wrong with the call or the configuration. */
export async function readJob({ operands, value }: Call, ledger: Ledger): Promise<Job | { readonly wrong: string }> {
  const found = await findConfig(value('config'), ledger);
  if (found !== undefined && 'wrong' in found) return found;
  const { config, folder = '' } = found ?? {};
  const patterns = operands.length > 0 ? operands.map(withSlashes) : (config?.files ?? []).map((file) => posix.join(folder, file));
  const { files: _files, ...said } = config ?? { files: [] };
  if (patterns.length === 0)
    return {
      wrong: "there are no files: name those that hold your kinds, or write kube-codegen.config.ts with files: ['src/**/*.crd.ts']",
    };
  const target = value('target') ?? said.target;
  if (value('target') !== undefined && (await import('../../check/target.js')).parseTarget(target ?? '') === undefined)
    return { wrong: `--target ${target ?? ''} is no version of Kubernetes from 1.25: write --target 1.30` };
  const entries = ledger.list(patterns);
  if (entries.length === 0) return { wrong: `no file matches ${patterns.join(', ')}` };
  return { entries, options: { ...inFolder(said, folder), ...foldersOf(value), ...(target !== undefined && { target }) } };
}

/** The settings that name folders, with the options that take their place. */
const folderOptions = { crds: 'crds', jsonSchemas: 'json-schemas', reference: 'reference' } as const;
const folderSettings = ['crds', 'jsonSchemas', 'reference'] as const satisfies readonly (keyof typeof folderOptions)[];

/** Those of the call, which are relative to where it is made. */
function foldersOf(value: Call['value']): Pick<GenerateOptions, keyof typeof folderOptions> {
  const given = folderSettings.map((setting) => [setting, value(folderOptions[setting])] as const);
  return Object.fromEntries(given.flatMap(([setting, path]) => (path === undefined ? [] : [[setting, withSlashes(path)]])));
}

/** Paths of a configuration are relative to its file. */
function inFolder(said: Omit<CodegenConfig, 'files'>, folder: string): Omit<CodegenConfig, 'files'> {
  const given = folderSettings.flatMap((name) => (said[name] === undefined ? [] : [[name, posix.join(folder, said[name])] as const]));
  return { ...said, ...Object.fromEntries(given) };
}

/** The options of a call that change what is written, for whoever remembers a run of it. */
export const wordsOf = ({ operands, value }: Call): readonly string[] => [
  ...operands,
  ...Object.keys(jobOptions).flatMap((name) => [`--${name}`, value(name) ?? '']),
];

interface Found {
  readonly config: CodegenConfig;
  readonly folder: string;
}

async function findConfig(named: string | undefined, ledger: Ledger): Promise<Found | { readonly wrong: string } | undefined> {
  const path = named === undefined ? names.find((name) => ledger.read(name) !== undefined) : withSlashes(named);
  if (path === undefined) return ofManifest(ledger);
  const text = ledger.read(path);
  if (text === undefined) return { wrong: `${path}: there is no such file` };
  const { readConfigValue } = await import('../../source/read-config.js');
  const read = path.endsWith('.json') ? parsed(path, text) : readConfigValue(path, ledger.read);
  return 'wrong' in read ? read : checked(read.value, path);
}

/** The key of package.json. */
async function ofManifest(ledger: Ledger): Promise<Found | { readonly wrong: string } | undefined> {
  const text = ledger.read('package.json');
  if (text?.includes('"kube-codegen"') !== true) return undefined;
  const read = parsed('package.json', text);
  if ('wrong' in read) return read;
  const value: unknown = Reflect.get(Object(read.value) as object, 'kube-codegen');
  return value === undefined ? undefined : checked(value, 'package.json');
}

function parsed(path: string, text: string): { readonly value: unknown } | { readonly wrong: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { wrong: `${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function checked(value: unknown, path: string): Promise<Found | { readonly wrong: string }> {
  const { checkConfig } = await import('../../config.js');
  try {
    const folder = posix.dirname(path);
    return { config: checkConfig(value, path), folder: folder === '.' ? '' : folder };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
