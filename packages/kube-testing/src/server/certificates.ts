/**
 * A certificate authority for one server, and a certificate that it signed. Enter at {@link serverCertificate}. Node can use
 * certificates but not make them; node-forge can, and is loaded here alone.
 */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { pki } from 'node-forge';

/** What a server presents, and what its clients trust; PEM throughout. */
export interface ServerCertificate {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** The same certificate, by the same authority, which ran out yesterday. */
  readonly expired: () => string;
}

type Forge = typeof import('node-forge');

/** Longer than any test, shorter than anything that could be mistaken for real. */
const dayMs = 24 * 60 * 60 * 1000;
const lifetimeMs = 7 * dayMs;

/** A fresh certificate for `localhost` and `127.0.0.1`. */
export async function serverCertificate(): Promise<ServerCertificate> {
  const { default: forge } = await import('node-forge');
  const [authority, server] = await Promise.all([keyPair(forge), keyPair(forge)]);
  const issuer = [{ name: 'commonName', value: 'kube-core test authority' }];
  const ca = certificate(forge, { subject: issuer, issuer, publicKey: authority.publicKey, extensions: authorityExtensions });
  ca.sign(authority.privateKey, forge.md.sha256.create());
  const subject = [{ name: 'commonName', value: 'localhost' }];
  const signed = (lasts = lifetimeMs): string => {
    const own = certificate(forge, { subject, issuer, publicKey: server.publicKey, extensions: serverExtensions, lasts });
    own.sign(authority.privateKey, forge.md.sha256.create());
    return pem.certificateToPem(own);
  };
  const pem = forge.pki;
  return {
    ca: pem.certificateToPem(ca),
    certificate: signed(),
    key: server.pem, // as Node wrote it
    expired: () => signed(-dayMs),
  };
}

/** By Node, which is a hundred times faster at it. */
async function keyPair({ pki: { privateKeyFromPem, publicKeyFromPem } }: Forge): Promise<pki.rsa.KeyPair & { readonly pem: string }> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { privateKey: privateKeyFromPem(privateKey), publicKey: publicKeyFromPem(publicKey), pem: privateKey };
}

interface Contents {
  readonly subject: pki.CertificateField[];
  readonly issuer: pki.CertificateField[];
  readonly publicKey: pki.rsa.PublicKey;
  readonly extensions: object[];
  /** In milliseconds from now; below zero it has ended. @defaultValue {@link lifetimeMs} */
  readonly lasts?: number;
}

function certificate(forge: Forge, { subject, issuer, publicKey, extensions, lasts = lifetimeMs }: Contents): pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  made.serialNumber = `01${randomBytes(8).toString('hex')}`; // the first bit must be 0, the first byte must not
  made.validity.notBefore = new Date(Date.now() - 60_000 + Math.min(lasts, 0)); // clocks differ a little
  made.validity.notAfter = new Date(Date.now() + lasts);
  made.setSubject(subject);
  made.setIssuer(issuer);
  made.setExtensions(extensions);
  return made;
}

const authorityExtensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];
const serverExtensions = [
  { name: 'basicConstraints', cA: false, critical: true },
  { name: 'extKeyUsage', serverAuth: true },
  {
    name: 'subjectAltName',
    altNames: [
      { type: 2, value: 'localhost' },
      { type: 7, ip: '127.0.0.1' },
    ],
  },
];
