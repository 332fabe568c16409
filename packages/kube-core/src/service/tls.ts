/**
 * TLS options of a connection, for HTTP and WebSockets alike. Enter at {@link tlsOptions}.
 */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { Material, TlsConfig } from '../config/types.js';
import { codeOf, KubeError } from '../errors.js';

/** What `tls.connect`, undici and ws take. */
export type TlsOptions = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/** @throws KubeError `tls` when a file cannot be read, or is empty. */
export async function tlsOptions(config: TlsConfig): Promise<TlsOptions> {
  const [ca, cert, key] = await Promise.all([config.ca, config.certificate, config.key].map(textOf));
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(config.serverName !== undefined && { servername: config.serverName }),
    ...(config.insecure === true && { rejectUnauthorized: false }),
  };
}

async function textOf(material: Material | undefined): Promise<string | undefined> {
  if (material === undefined) return undefined;
  if ('data' in material) return material.data;
  const text = await readFile(material.file, 'utf8').catch((cause: unknown) => {
    throw new KubeError('tls', `cannot read ${material.file} (${codeOf(cause) ?? 'unreadable'})`, { cause });
  });
  if (text.trim() !== '') return text;
  throw new KubeError('tls', `${material.file} is empty`); // Node would take an empty CA for none, and trust its own
}
