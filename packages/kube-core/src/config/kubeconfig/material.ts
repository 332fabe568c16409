/**
 * Certificates and keys of a kubeconfig: {@link trustOf} for the server's, {@link certificateOf} for the user's.
 */
import { dirname, resolve } from 'node:path';
import { KubeconfigError, placeText } from '../errors.js';
import type { Material, TlsConfig } from '../types.js';
import { filled, type Entry } from './entries.js';
import type { Text } from './yaml.js';

/** @throws KubeconfigError for fields that exclude each other. */
export function trustOf(cluster: Entry): TlsConfig {
  const insecure = cluster.flags.get('insecure-skip-tls-verify');
  const ca = materialOf(cluster, 'certificate-authority');
  if (insecure !== undefined && ca !== undefined)
    throw new KubeconfigError('insecure-skip-tls-verify and a certificate-authority exclude each other; remove one', insecure);
  const serverName = filled(cluster, 'tls-server-name')?.text;
  return {
    ...(ca !== undefined && { ca }),
    ...(insecure !== undefined && { insecure: true }),
    ...(serverName !== undefined && { serverName }),
  };
}

/** @throws KubeconfigError for a certificate without its key. */
export function certificateOf(user: Entry): TlsConfig {
  const certificate = materialOf(user, 'client-certificate');
  if (certificate === undefined) return {};
  const key = materialOf(user, 'client-key');
  if (key === undefined) throw new KubeconfigError('client-certificate has no client-key', user.place);
  return { certificate, key };
}

/** Text inline (`x-data`) or a file (`x`), never both. */
function materialOf(entry: Entry, name: string): Material | undefined {
  const data = filled(entry, `${name}-data`);
  const file = filled(entry, name);
  if (data !== undefined && file !== undefined) throw new KubeconfigError(`${name} and ${name}-data are both set; remove one`, file.place);
  if (data !== undefined) return { data: data.text, origin: `${name}-data of ${placeText(data.place)}` };
  return file === undefined ? undefined : { file: pathOf(file, name), origin: `${name} of ${placeText(file.place)}` };
}

/** Paths are relative to the file that they stand in. */
export function pathOf({ text, place }: Text, name: string): string {
  if (/[\n\r]|-----BEGIN/.test(text) || text.split(/[\\/]/).some((part) => part.length > 255))
    throw new KubeconfigError(`${name} is the path of a file, and this is none; is it the text that belongs into the file?`, place);
  return place.file === undefined ? text : resolve(dirname(place.file), text);
}
