/**
 * Certificates for tests of TLS: authorities, intermediates, servers and clients. Enter at {@link authority}.
 */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A certificate and its key, PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** What can sign others. */
export interface Authority extends Issued {
  /** Signs a certificate; one with `authority` can sign others in its turn. */
  issue(subject: Subject): Promise<Authority>;
}

/** Whose certificate, and what it is good for. */
export interface Subject {
  readonly name: string;
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[];
  readonly authority?: boolean;
  readonly expired?: boolean;
  /** The length of the RSA key; 2048 unless said. OpenSSL refuses one of 512. */
  readonly keyBits?: number;
}

interface Pair {
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A root that signed itself. */
export async function authority(name: string): Promise<Authority> {
  const own = await keyPair();
  return issued({ subject: { name, authority: true }, own }, { name, key: own.privateKey });
}

/** A certificate that signed itself and is no authority: what a server makes for itself. */
export async function selfSigned(subject: Subject): Promise<Issued> {
  const own = await keyPair(subject.keyBits);
  return issued({ subject, own }, { name: subject.name, key: own.privateKey });
}

/** Pairs are made by Node, which is a hundred times faster at it. */
async function keyPair(modulusLength = 2048): Promise<Pair> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { privateKey: forge.pki.privateKeyFromPem(privateKey), publicKey: forge.pki.publicKeyFromPem(publicKey) };
}

interface Signer {
  readonly name: string;
  readonly key: forge.pki.rsa.PrivateKey;
}

function issued({ subject, own }: { readonly subject: Subject; readonly own: Pair }, by: Signer): Authority {
  const made = forge.pki.createCertificate();
  made.publicKey = own.publicKey;
  made.serialNumber = `01${randomBytes(8).toString('hex')}`; // the first bit must be 0, the first byte must not
  made.validity.notBefore = new Date(Date.now() - 3 * dayMs);
  made.validity.notAfter = new Date(Date.now() + (subject.expired === true ? -dayMs : dayMs));
  made.setSubject([{ name: 'commonName', value: subject.name }]);
  made.setIssuer([{ name: 'commonName', value: by.name }]);
  made.setExtensions(extensionsOf(subject));
  made.sign(by.key, forge.md.sha256.create());
  return {
    certificate: forge.pki.certificateToPem(made),
    key: forge.pki.privateKeyToPem(own.privateKey),
    issue: async (next) => issued({ subject: next, own: await keyPair(next.keyBits) }, { name: subject.name, key: own.privateKey }),
  };
}

function extensionsOf({ hosts = [], authority: cA = false }: Subject): object[] {
  const altNames = hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }));
  return [
    { name: 'basicConstraints', cA, critical: true },
    ...(cA ? [{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }] : []),
    ...(cA ? [] : [{ name: 'extKeyUsage', serverAuth: true, clientAuth: true }]),
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ];
}
