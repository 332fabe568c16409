/**
 * Makes certificates and looks into them: {@link newAuthority}, {@link newCertificate}, {@link factsOf}. Node can read certificates but not make
 * them; node-forge can, and is loaded here alone. Keys are made by Node, which is a hundred times faster at it.
 */
import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { codeOf, KubeError } from 'kube-core';
import type { pki } from 'node-forge';

/** A certificate and its key; PEM both. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** From when to when, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

type Forge = typeof import('node-forge');

/** Certificates begin this much earlier than they are made, in milliseconds: the clocks of two machines differ a little. */
const backdatedMs = 60_000;

/** @throws KubeError `webhook-certificates` where node-forge is not installed. */
export const checkForge = async (): Promise<void> => void (await loadForge());

async function loadForge(): Promise<Forge> {
  try {
    return (await import('node-forge')).default;
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    const remedy = 'npm install node-forge, or mount certificates that others make: certificates: { folder }';
    throw new KubeError('webhook-certificates', `to make certificates needs the package node-forge: ${remedy}`, { cause: error });
  }
}

/**
 * A certificate authority that signs itself.
 *
 * @param name - What its certificate calls it; no two have the same, so that a client finds the one that it needs among several.
 */
export async function newAuthority(name: string, span: Span): Promise<Issued> {
  const forge = await loadForge();
  const pair = await keyPair(forge);
  const subject = nameOf(`${name} ${randomBytes(4).toString('hex')}`);
  const made = certificate(forge, { subject, issuer: subject, span, publicKey: pair.publicKey, extensions: authorityExtensions });
  made.sign(pair.privateKey, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(made), key: pair.pem };
}

/** A certificate of a server. @param hosts - Names and addresses that clients call it by: one at least. */
export async function newCertificate(hosts: readonly string[], authority: Issued, span: Span): Promise<Issued> {
  const forge = await loadForge();
  const pair = await keyPair(forge);
  const issuer = forge.pki.certificateFromPem(authority.certificate).subject.attributes;
  const subject = nameOf((hosts[0] ?? '').slice(0, longestName));
  const made = certificate(forge, { subject, issuer, span, publicKey: pair.publicKey, extensions: serverExtensions(hosts) });
  made.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(made), key: pair.pem };
}

/** The standard allows no longer common name; clients look at the alternative names alone. */
const longestName = 64;

const nameOf = (value: string): pki.CertificateField[] => [{ name: 'commonName', value }];

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
  readonly span: Span;
  readonly publicKey: pki.rsa.PublicKey;
  readonly extensions: object[];
}

function certificate(forge: Forge, { subject, issuer, span, publicKey, extensions }: Contents): pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  made.serialNumber = `01${randomBytes(15).toString('hex')}`; // the first bit must be 0, the first byte must not
  made.validity.notBefore = new Date(span.from - backdatedMs);
  made.validity.notAfter = new Date(span.until);
  made.setSubject(subject);
  made.setIssuer(issuer);
  made.setExtensions(extensions);
  return made;
}

const authorityExtensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
];
const serverExtensions = (hosts: readonly string[]): object[] => [
  { name: 'basicConstraints', cA: false, critical: true },
  { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
  { name: 'extKeyUsage', serverAuth: true },
  { name: 'subjectAltName', altNames: hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host })) },
];

/** What a certificate says, as far as it is asked here. */
export interface CertificateFacts extends Span {
  /** The names and addresses of the servers that may present it. */
  readonly hosts: readonly string[];
  /** Whether a server of this name or address may present it, however the address is written. */
  serves(host: string): boolean;
  /** Whether this authority signed it. @param authority - Its certificate, PEM. */
  isBy(authority: string): boolean;
}

/** @throws Error of OpenSSL for what is no certificate. */
export function factsOf(pem: string): CertificateFacts {
  const read = new X509Certificate(pem);
  return {
    from: Date.parse(read.validFrom) + backdatedMs,
    until: Date.parse(read.validTo),
    serves: (host) => (isIP(host) === 0 ? read.checkHost(host) : read.checkIP(host)) !== undefined,
    hosts: [...(read.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, host = '']) => host),
    isBy: (authority) => read.verify(new X509Certificate(authority).publicKey),
  };
}

/** The certificates of a bundle, each PEM. */
export const certificatesIn = (bundle: string): readonly string[] =>
  bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
