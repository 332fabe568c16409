/**
 * Certificates that the program makes itself: {@link secretCertificates}. They are in a Secret, so that replicas present the same; of several
 * that write at once one wins, by the resourceVersion, and the others take what it wrote.
 */
import { isAlreadyExists, isConflict, type Api, type Clock, type Stored } from 'kube-core';
import type { Secret } from 'kube-core/k8s';
import { dataOf, keyringOf, newKeyring, secretType, standingOf, stepped, type Keyring, type KeyringOptions } from './keyring.js';
import { nextStep } from './plan.js';
import type { AdvanceOptions, CertificateSource, Material } from './source.js';

/** What certificates are made for, and where they are. */
export interface SecretOptions extends KeyringOptions {
  readonly secrets: Api<Secret>;
  /** The name of the Secret. */
  readonly secret: string;
  readonly settleMs: number;
  readonly clock: Clock;
  /** Hears of each step. */
  readonly said: (message: string) => void;
}

/** How often the Secret is looked at though nothing is due and nobody says that it changed, in milliseconds. */
const lookMs = 60_000;

const words = {
  begin: 'made a new authority and a certificate, since those that there were have expired',
  announce: 'announced a new authority: it signs as soon as the API servers know it',
  issue: 'made a new certificate',
  forget: 'took an authority that has expired out of the bundle',
} as const;

/** @param options - What certificates are made for, and where they are. */
export function secretCertificates(options: SecretOptions): CertificateSource {
  return new SecretSource(options);
}

class SecretSource implements CertificateSource {
  readonly #options: SecretOptions;
  #stored: Stored<Secret> | undefined;

  constructor(options: SecretOptions) {
    this.#options = options;
  }

  async load(signal: AbortSignal): Promise<Material> {
    const { secrets, secret } = this.#options;
    this.#stored = (await secrets.find(secret, { signal })) ?? (await this.#create(signal));
    const { authorities, certificate, key } = this.#keyring(this.#stored);
    return { certificate, key, authorities: authorities.join('\n') };
  }

  async advance({ toldAt, signal }: AdvanceOptions): Promise<number> {
    const { clock, hosts, said, settleMs } = this.#options;
    if (this.#stored === undefined) return 0;
    const keyring = this.#keyring(this.#stored);
    const now = clock.now();
    const step = nextStep(standingOf(keyring, hosts), now, { settleMs, toldAt });
    if (step.do === 'wait') return Math.min(Math.max(step.until - now, 0), lookMs);
    const next = await stepped(keyring, step.do, { options: this.#options, now });
    if (await this.#replace(this.#stored, next, signal)) said(`${words[step.do]}, in the Secret ${this.#where}`);
    return 0;
  }

  get #where(): string {
    const { secrets, secret } = this.#options;
    return `${secrets.namespace ?? ''}/${secret}`;
  }

  #keyring(stored: Stored<Secret>): Keyring {
    return keyringOf(stored, this.#where);
  }

  async #create(signal: AbortSignal): Promise<Stored<Secret>> {
    const { secrets, secret, clock, said } = this.#options;
    const data = dataOf(await newKeyring(this.#options, clock.now()));
    try {
      const created = await secrets.create({ metadata: { name: secret }, type: secretType, data }, { signal });
      said(`made an authority and a certificate, in the Secret ${this.#where}`);
      return created;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return secrets.get(secret, { signal }); // another replica was faster
    }
  }

  /** @returns whether it was this replica that wrote. */
  async #replace(stored: Stored<Secret>, keyring: Keyring, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.secrets.replace({ ...stored, data: { ...stored.data, ...dataOf(keyring) } }, { signal });
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
      return false;
    }
  }
}
