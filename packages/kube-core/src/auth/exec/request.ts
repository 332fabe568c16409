/**
 * What a plugin is told: the `ExecCredential` in its environment, and whether it may ask at the terminal. Enter at {@link requestOf}.
 */
import { readFile } from 'node:fs/promises';
import type { ExecCluster, ExecPlugin, Material } from '../../config/types.js';
import { codeOf } from '../../errors.js';
import { execError } from './errors.js';

/** @returns whether the plugin gets the terminal. @throws KubeError `exec-plugin` where it needs one and there is none. */
export function isInteractive({ command, interactiveMode }: ExecPlugin, isTerminal: boolean): boolean {
  if (interactiveMode === 'Always' && !isTerminal)
    throw execError(
      command,
      'has to ask at the terminal, and the standard input is none; run it from a shell, or choose another way to log in',
    );
  return interactiveMode !== 'Never' && isTerminal;
}

/** The value of `KUBERNETES_EXEC_INFO`. */
export async function requestOf({ apiVersion, cluster, command }: ExecPlugin, interactive: boolean): Promise<string> {
  const told = cluster && (await clusterOf(cluster, command));
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { ...(told && { cluster: told }), interactive } });
}

/** As client-go writes it: the names are those of a kubeconfig, files are read. */
async function clusterOf(cluster: ExecCluster, command: string): Promise<Readonly<Record<string, unknown>>> {
  const { server, serverName, insecure, ca, proxyUrl, disableCompression, config = null } = cluster;
  return {
    server,
    ...(serverName !== undefined && { 'tls-server-name': serverName }),
    ...(insecure === true && { 'insecure-skip-tls-verify': true }),
    ...(ca !== undefined && { 'certificate-authority-data': await base64(ca, command) }),
    ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
    ...(disableCompression === true && { 'disable-compression': true }),
    config,
  };
}

async function base64(ca: Material, command: string): Promise<string> {
  if ('data' in ca) return Buffer.from(ca.data).toString('base64');
  try {
    return await readFile(ca.file, 'base64');
  } catch (cause) {
    throw execError(command, `cannot be told of the cluster: ${ca.file} cannot be read (${codeOf(cause) ?? 'unreadable'})`);
  }
}
