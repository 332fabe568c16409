/**
 * Certificates that somebody else makes, in files: {@link folderCertificates}. cert-manager's, mounted from a Secret, are such: `tls.crt`,
 * `tls.key` and `ca.crt`. They are read again and again, as a kubelet exchanges them without a word.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, isKubeError, KubeError, messageOf } from 'kube-core';
import type { CertificateSource, Material } from './source.js';

/** How often they are read, in milliseconds: controller-runtime's. */
const readMs = 10_000;

/** Options of {@link folderCertificates}. */
export interface FolderOptions {
  readonly folder: string;
  /** Hears of each time that they are read, and whether they could be used. */
  readonly read?: ((isWell: boolean) => void) | undefined;
}

/** @param options - Where the files are. */
export function folderCertificates({ folder, read = () => undefined }: FolderOptions): CertificateSource {
  return {
    async load() {
      try {
        const material = await materialIn(folder);
        read(true);
        return material;
      } catch (error) {
        read(false);
        throw error;
      }
    },
    advance: () => Promise.resolve(readMs),
  };
}

async function materialIn(folder: string): Promise<Material> {
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  try {
    const certificate = await read('tls.crt'); // one after the other: of several that are missing the same one is named each time
    const key = await read('tls.key');
    const authorities = await read('ca.crt').catch(noneWhereMissing);
    checkPair(folder, { certificate, key });
    return { certificate, key, authorities };
  } catch (cause) {
    if (isKubeError(cause)) throw cause;
    throw new KubeError('webhook-certificates', `the certificate cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function noneWhereMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** They may be read in the very moment in which they are exchanged. */
function checkPair(folder: string, { certificate, key }: Pick<Material, 'certificate' | 'key'>): void {
  let isPair: boolean;
  try {
    isPair = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new KubeError('webhook-certificates', `tls.crt and tls.key in ${folder} are no certificate and key: ${messageOf(cause)}`, {
      cause,
    });
  }
  if (!isPair) throw new KubeError('webhook-certificates', `tls.key in ${folder} is not the key of tls.crt`);
}
