/**
 * TLS whose client certificate comes from a plugin, and may change while the program runs: {@link identityTls}.
 */
import type { TlsConfig } from '../config/types.js';
import { tlsSource, type TlsMaterial, type TlsSource } from '../service/tls.js';

/** A client certificate with its key, PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
  /** Where it comes from, for messages. */
  readonly origin: string;
}

/** What gives a client certificate. */
export interface Identity {
  /** The one that is good now; the same object for as long as nothing has changed. */
  certificate(signal?: AbortSignal): Promise<CertificatePair | undefined>;
  /** The server did not take it: finds another, if there is any. */
  refuseCertificate(refused: CertificatePair | undefined): Promise<void>;
}

/**
 * @param config - Whom to trust; a certificate of its own goes before the plugin's.
 * @param server - The server's URL.
 * @param identity - Where the certificate comes from.
 * @throws KubeError `tls`, at once for what the configuration holds, and from {@link TlsSource.current} for what the identity gives.
 */
export function identityTls(config: TlsConfig, server: string, identity: Identity): TlsSource {
  const source = tlsSource(config, server);
  const inTheClear = new URL(server).protocol === 'http:';
  return config.certificate !== undefined || inTheClear ? source : new IdentityTls(config, server, { identity, source });
}

class IdentityTls implements TlsSource {
  readonly #config: TlsConfig;
  readonly #server: string;
  readonly #identity: Identity;
  #source: TlsSource;
  #pair: CertificatePair | undefined;
  #material: TlsMaterial | undefined;

  constructor(config: TlsConfig, server: string, { identity, source }: { readonly identity: Identity; readonly source: TlsSource }) {
    this.#config = config;
    this.#server = server;
    this.#identity = identity;
    this.#source = source;
  }

  async current(): Promise<TlsMaterial> {
    this.#take(await this.#identity.certificate());
    const { options } = await this.#source.current();
    if (this.#material?.options !== options) this.#material = { version: (this.#material?.version ?? 0) + 1, options };
    return this.#material;
  }

  renew(): void {
    this.#source.renew();
    this.#identity.refuseCertificate(this.#pair).catch(() => undefined); // `current`, which waits for it, tells
  }

  #take(pair: CertificatePair | undefined): void {
    if (pair?.certificate !== this.#pair?.certificate || pair?.key !== this.#pair?.key)
      this.#source = tlsSource({ ...this.#config, ...(pair !== undefined && materialOf(pair)) }, this.#server);
    this.#pair = pair;
  }
}

const materialOf = ({ certificate, key, origin }: CertificatePair): Pick<TlsConfig, 'certificate' | 'key'> => ({
  certificate: { data: certificate, origin: `the certificate of ${origin}` },
  key: { data: key, origin: `the key of ${origin}` },
});
