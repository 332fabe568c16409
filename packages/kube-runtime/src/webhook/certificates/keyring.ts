/**
 * The keys and certificates of a webhook server: {@link Keyring}, and how each step of the plan makes another of it. Replicas share it in a Secret.
 */
import { KubeError, messageOf, secretData, secretText, type HasData } from 'kube-core';
import type { CertificateStep, Standing } from './plan.js';
import { certificatesIn, factsOf, newAuthority, newCertificate } from './x509.js';

/** PEM throughout. */
export interface Keyring {
  /** Youngest first; {@link Keyring.authorityKey} is the key of the first. */
  readonly authorities: readonly [string, ...string[]];
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

/** What keys are made for. */
export interface KeyringOptions {
  /** What the authority is called. */
  readonly name: string;
  /** What the server is called by. */
  readonly hosts: readonly string[];
  readonly authorityMs: number;
  readonly certificateMs: number;
}

/** A kubelet mounts a Secret of this type for any server of TLS. */
export const secretType = 'kubernetes.io/tls';

const entries = { authorities: 'ca.crt', authorityKey: 'ca.key', certificate: 'tls.crt', key: 'tls.key' } as const;

/** The entries of a Secret. */
export const dataOf = ({ authorities, ...keyring }: Keyring): Record<string, string> =>
  secretData({
    [entries.authorities]: authorities.join('\n'),
    [entries.authorityKey]: keyring.authorityKey,
    [entries.certificate]: keyring.certificate,
    [entries.key]: keyring.key,
  });

/** @throws KubeError `webhook-certificates` for a Secret that holds something else: it is never overwritten. */
export function keyringOf(secret: HasData, where: string): Keyring {
  const text = (entry: string): string => {
    const found = secretText(secret, entry);
    if (found !== undefined && found !== '') return found;
    throw new KubeError(
      'webhook-certificates',
      `the Secret ${where} has no ${entry}: it is not one of this program. Delete it, or name another`,
    );
  };
  const [youngest, ...older] = certificatesIn(text(entries.authorities));
  if (youngest === undefined)
    throw new KubeError('webhook-certificates', `${entries.authorities} of the Secret ${where} holds no certificate`);
  return {
    authorities: [youngest, ...older],
    authorityKey: text(entries.authorityKey),
    certificate: text(entries.certificate),
    key: text(entries.key),
  };
}

/** @throws KubeError `webhook-certificates` for what is no certificate. */
export function standingOf({ authorities: [youngest, ...older], certificate }: Keyring, hosts: readonly string[]): Standing {
  try {
    const facts = factsOf(certificate);
    return {
      authorities: [factsOf(youngest), ...older.map(factsOf)],
      certificate: { ...facts, byYoungest: facts.isBy(youngest), fits: hosts.every((host) => facts.serves(host)) },
    };
  } catch (error) {
    throw new KubeError('webhook-certificates', `a certificate cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** A keyring where there is none. */
export async function newKeyring(options: KeyringOptions, now: number): Promise<Keyring> {
  const { certificate, key } = await newAuthority(options.name, { from: now, until: now + options.authorityMs });
  return issued({ authorities: [certificate], authorityKey: key }, options, now);
}

/**
 * What a step makes of a keyring. A certificate that is made for the sake of a name keeps those of the one before: of two versions of a program,
 * side by side in a rollout, neither takes the name of the other away. They go with the next renewal.
 */
export async function stepped(
  keyring: Keyring,
  step: Exclude<CertificateStep['do'], 'wait'>,
  context: { readonly options: KeyringOptions; readonly now: number },
): Promise<Keyring> {
  const { options, now } = context;
  switch (step) {
    case 'begin':
      return newKeyring(options, now);
    case 'announce': {
      const { certificate, key } = await newAuthority(options.name, { from: now, until: now + options.authorityMs });
      return { ...keyring, authorities: [certificate, ...keyring.authorities], authorityKey: key };
    }
    case 'issue': {
      const before = factsOf(keyring.certificate);
      const isRenewal = options.hosts.every((host) => before.serves(host));
      const others = isRenewal ? [] : before.hosts.filter((host) => !options.hosts.includes(host));
      return issued(keyring, { ...options, hosts: [...options.hosts, ...others] }, now);
    }
    case 'forget': {
      const [youngest, ...older] = keyring.authorities;
      return { ...keyring, authorities: [youngest, ...older.filter((each) => factsOf(each).until > now)] };
    }
    default:
      return step satisfies never;
  }
}

/** No certificate outlives its authority. */
async function issued(signer: Pick<Keyring, 'authorities' | 'authorityKey'>, options: KeyringOptions, now: number): Promise<Keyring> {
  const [youngest] = signer.authorities;
  const until = Math.min(now + options.certificateMs, factsOf(youngest).until);
  const authority = { certificate: youngest, key: signer.authorityKey };
  const { certificate, key } = await newCertificate(options.hosts, authority, { from: now, until });
  return { authorities: signer.authorities, authorityKey: signer.authorityKey, certificate, key };
}
