/**
 * The `exec` of a user, checked as client-go checks it: {@link execPluginOf}.
 */
import { dirname, resolve } from 'node:path';
import { KubeconfigError } from '../errors.js';
import type { CredentialsConfig, ExecCluster, ExecPlugin } from '../types.js';
import { filled, type ExecEntry, type Values } from './entries.js';
import type { Text } from './yaml.js';

const versions: readonly ExecPlugin['apiVersion'][] = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
const modes: readonly ExecPlugin['interactiveMode'][] = ['Never', 'IfAvailable', 'Always'];

/**
 * @param exec - As it stands in the file.
 * @param cluster - What the plugin is told where it wants to know.
 * @throws KubeconfigError with the place to mend.
 */
export function execPluginOf(exec: ExecEntry, cluster: ExecCluster): CredentialsConfig & { readonly type: 'exec' } {
  const installHint = filled(exec, 'installHint')?.text;
  return {
    type: 'exec',
    apiVersion: versionOf(exec),
    command: commandOf(needed(exec, 'command')),
    ...(exec.args.length > 0 && { args: exec.args.map(({ text }) => text) }),
    ...(exec.env.length > 0 && { env: Object.fromEntries(exec.env.map(variableOf)) }),
    interactiveMode: modeOf(exec),
    ...(installHint !== undefined && { installHint }),
    ...(exec.flags.has('provideClusterInfo') && { cluster }),
  };
}

function needed(exec: ExecEntry, name: string): Text {
  const value = filled(exec, name);
  if (value !== undefined) return value;
  throw new KubeconfigError(`exec has no ${name}; see the documentation of the plugin`, exec.place);
}

/** Beside the file that it stands in, unless it is a bare name. */
function commandOf({ text, place }: Text): string {
  if (text.includes('\0')) throw new KubeconfigError('the command of exec holds a zero character; remove it', place);
  return /[\\/]/.test(text) && place.file !== undefined ? resolve(dirname(place.file), text) : text;
}

function versionOf(exec: ExecEntry): ExecPlugin['apiVersion'] {
  const { text, place } = needed(exec, 'apiVersion');
  const version = versions.find((one) => one === text);
  if (version !== undefined) return version;
  throw new KubeconfigError(
    `exec speaks a protocol that is not known: its apiVersion must be ${versions.join(' or ')}; update the plugin`,
    place,
  );
}

function modeOf(exec: ExecEntry): ExecPlugin['interactiveMode'] {
  const given = filled(exec, 'interactiveMode');
  if (given === undefined && versionOf(exec).endsWith('v1beta1')) return 'IfAvailable';
  const mode = modes.find((one) => one === given?.text);
  if (mode !== undefined) return mode;
  throw new KubeconfigError(`the interactiveMode of exec must be one of ${modes.join(', ')}`, given?.place ?? exec.place);
}

function variableOf(variable: Values): readonly [string, string] {
  const name = filled(variable, 'name');
  if (name !== undefined) return [name.text, variable.texts.get('value')?.text ?? ''];
  throw new KubeconfigError('a variable in the env of exec has no name', variable.place);
}
