/**
 * PEM text, looked at before anything is sent: what cannot be used is an error that says where it came from, not a handshake that fails.
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { codeOf, KubeError } from '../errors.js';

/** PEM text, and what to call it in messages. */
export interface Pem {
  readonly text: string;
  readonly name: string;
}

interface Certificate {
  readonly pem: string;
  readonly parsed: X509Certificate;
}

/** @throws KubeError `tls` */
export function fault(name: string, words: string, cause?: unknown): never {
  throw new KubeError('tls', `${name}: ${words}`, cause === undefined ? {} : { cause });
}

/**
 * The certificates to trust, one PEM each. What is no certificate, or one that cannot be read, is left out, as in Go.
 *
 * @throws KubeError `tls` where none is left: Node would take an empty list for none, and trust its own.
 */
export function authoritiesOf(ca: Pem): readonly string[] {
  const found = certificatesIn(ca.text);
  return found.length > 0 ? found.map(({ pem }) => pem) : fault(ca.name, `holds no certificate in PEM${butThisIn(ca.text, 'certificate')}`);
}

/** @throws KubeError `tls` where certificate or key is missing, cannot be used, or belongs to another. */
export function checkPair(certificate: Pem | undefined, key: Pem | undefined): void {
  if (certificate === undefined) return key && fault(key.name, 'there is no certificate beside this key');
  if (key === undefined) return fault(certificate.name, 'there is no key beside this certificate');
  const [leaf] = certificatesIn(certificate.text);
  if (leaf === undefined) return fault(certificate.name, `holds no certificate in PEM${butThisIn(certificate.text, 'certificate')}`);
  if (!leaf.parsed.checkPrivateKey(keyOf(key))) fault(key.name, `is not the key of the certificate (${certificate.name})`);
}

/** `node:crypto` is not loaded before there is something to check: it takes 5 ms and 2.6 MB. */
const nodeCrypto = () => process.getBuiltinModule('node:crypto');

const certificates = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

const certificatesIn = (text: string): readonly Certificate[] =>
  (text.match(certificates) ?? []).flatMap((pem) => {
    const parsed = parse(pem);
    return parsed === undefined ? [] : [{ pem, parsed }];
  });

function parse(pem: string): X509Certificate | undefined {
  try {
    return new (nodeCrypto().X509Certificate)(pem);
  } catch {
    return undefined;
  }
}

/** The cause is left out of its errors: nothing of a key belongs into a message. */
function keyOf({ text, name }: Pem): KeyObject {
  try {
    return nodeCrypto().createPrivateKey(text);
  } catch (cause) {
    const encrypted = codeOf(cause) === 'ERR_MISSING_PASSPHRASE' || text.includes('ENCRYPTED');
    return fault(
      name,
      encrypted ? 'the key is encrypted; decrypt it first (openssl pkey)' : `holds no private key in PEM${butThisIn(text, 'key')}`,
    );
  }
}

const isKey = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);

/** What is there instead of a certificate, or of a key, where that tells the mistake. */
function butThisIn(text: string, wanted: 'certificate' | 'key'): string {
  if (text.trim() === '') return ': it is empty';
  if (wanted === 'certificate') return isKey(text) ? ', but a private key' : '';
  return text.includes('-----BEGIN CERTIFICATE-----') ? ', but a certificate' : '';
}
