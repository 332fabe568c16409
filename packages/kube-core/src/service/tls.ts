/**
 * TLS for HTTP and WebSockets alike: whom to trust, by which name, and the client certificate. Enter at {@link tlsSource}.
 *
 * Files are read when the source is made, and again while the program runs: whoever connects asks for {@link TlsSource.current} first.
 */
import type { ConnectionOptions, PeerCertificate, SecureContext, SecureContextOptions } from 'node:tls';
import type { Material, TlsConfig } from '../config/types.js';
import { codeOf, hasCode } from '../errors.js';
import { systemClock, type Clock } from '../util/async/clock.js';
import { files } from '../util/files.js';
import { authoritiesOf, checkPair, fault, type Pem } from './pem.js';

const defaults = { freshMs: 60_000 } as const; // a CA or certificate is renewed hours before the old one ends

/** What `tls.connect` and ws take. A `servername` that is empty means that none is sent. */
export type TlsOptions = Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized' | 'checkServerIdentity'> & {
  readonly servername: string;
};

/** What new connections are made with. */
export interface TlsMaterial {
  /** Another number for other certificates: connections of an older one serve out what is under way, and nothing new. */
  readonly version: number;
  readonly options: TlsOptions;
}

/** TLS material that may change while the program runs. */
export interface TlsSource {
  /** Reads files again that were last read more than a minute ago. While they are missing or of no use, what was read before stays. */
  current(): Promise<TlsMaterial>;
  /** Reads files again now: the server did not accept what it was shown. What is of no use leaves what was read before. */
  renew(): void;
}

/** What {@link tlsSource} may be told. */
export interface TlsSourceOptions {
  readonly clock?: Clock;
}

/**
 * @param config - Whom to trust, and the client certificate.
 * @param server - The server's URL: its host is the name that the server's certificate must hold, unless the configuration says another.
 * @param options - The clock.
 * @throws KubeError `tls`, at once, that names the field and the file where something is missing, no PEM, does not fit together, or is
 *   refused by OpenSSL (a key that is too short).
 */
export function tlsSource(config: TlsConfig, server: string, options: TlsSourceOptions = {}): TlsSource {
  const { hostname, protocol } = new URL(server);
  const { serverName = hostname.replace(/^\[|\]$/g, ''), insecure = false } = config;
  const used = protocol === 'http:' ? {} : config; // in the clear there is no TLS to configure
  return new ReadTls(used, { serverName, insecure }, options.clock ?? systemClock);
}

/** Makes a source of what is none yet. */
export const tlsSourceOf = (tls: TlsConfig | TlsSource, server: string): TlsSource => ('current' in tls ? tls : tlsSource(tls, server));

const fields = ['ca', 'certificate', 'key'] as const;

/** The PEM texts of one moment. */
type Texts = Readonly<Record<(typeof fields)[number], Pem | undefined>>;

type Trust = Readonly<Required<Pick<TlsConfig, 'serverName' | 'insecure'>>>;

class ReadTls implements TlsSource {
  readonly #config: TlsConfig;
  readonly #trust: Trust;
  readonly #clock: Clock;
  #texts: Texts;
  #material: TlsMaterial | undefined;
  #readAt: number;

  constructor(config: TlsConfig, trust: Trust, clock: Clock) {
    this.#config = config;
    this.#trust = trust;
    this.#clock = clock;
    this.#readAt = clock.now();
    this.#texts = read(config);
    if (config.certificate !== undefined) this.#material = materialOf(1, trust, this.#texts); // OpenSSL may refuse it
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what is thrown becomes a rejection
  async current(): Promise<TlsMaterial> {
    if (this.#clock.now() - this.#readAt >= defaults.freshMs) this.renew();
    return (this.#material ??= materialOf(1, this.#trust, this.#texts));
  }

  renew(): void {
    this.#readAt = this.#clock.now();
    try {
      this.#take(read(this.#config));
    } catch (error) {
      if (!hasCode(error, 'tls')) throw error; // missing, half written, or refused: what was read before stays
    }
  }

  #take(texts: Texts): void {
    if (fields.every((field) => texts[field]?.text === this.#texts[field]?.text)) return;
    this.#material = materialOf((this.#material?.version ?? 1) + 1, this.#trust, texts);
    this.#texts = texts;
  }
}

/** Not loaded before they are needed: they take 10 ms and 3.5 MB. */
const nodeTls = () => process.getBuiltinModule('node:tls');
const nodeNet = () => process.getBuiltinModule('node:net');

function materialOf(version: number, { serverName, insecure }: Trust, texts: Texts): TlsMaterial {
  const { checkServerIdentity } = nodeTls();
  const options = {
    secureContext: contextOf(texts),
    servername: nodeNet().isIP(serverName) === 0 ? serverName.replace(/\.+$/, '') : '', // an address is no name
    rejectUnauthorized: !insecure,
    checkServerIdentity: (_host: string, peer: PeerCertificate) => checkServerIdentity(serverName, peer),
  };
  return { version, options };
}

/**
 * Made once for all connections: that halves what each of them costs.
 *
 * @throws KubeError `tls` that names the field and the file that OpenSSL refuses.
 */
function contextOf(texts: Texts): SecureContext {
  try {
    return nodeTls().createSecureContext(contextOptions(texts));
  } catch (cause) {
    const { ca, certificate, key } = texts;
    const refused = isRefused({ key }) ? key : isRefused({ ca }) ? ca : certificate;
    return fault(refused?.name ?? 'tls', `is refused by OpenSSL (${codeOf(cause) ?? 'unusable'}): issue another one`, cause);
  }
}

function isRefused(part: Partial<Texts>): boolean {
  try {
    nodeTls().createSecureContext(contextOptions(part));
    return false;
  } catch {
    return true;
  }
}

const contextOptions = ({ ca, certificate, key }: Partial<Texts>): SecureContextOptions => ({
  // An intermediate, or the server's own certificate, is enough to be trusted, as in Go.
  ...(ca !== undefined && { ca: [...authoritiesOf(ca)], allowPartialTrustChain: true }),
  ...(certificate !== undefined && { cert: certificate.text }),
  ...(key !== undefined && { key: key.text }),
});

/** Reads and checks. Three small files at most, once a minute at most: not worth a wait, in which half of them might change. */
function read(config: TlsConfig): Texts {
  const [ca, certificate, key] = fields.map((field) => pemOf(config[field], `tls.${field}`));
  if (ca !== undefined) authoritiesOf(ca);
  if (certificate !== undefined || key !== undefined) checkPair(certificate, key);
  return { ca, certificate, key };
}

function pemOf(material: Material | undefined, field: string): Pem | undefined {
  if (material === undefined) return undefined;
  const { origin = field } = material;
  if ('data' in material) return { name: origin, text: material.data };
  const name = `${origin}, ${material.file}`;
  try {
    return { name, text: files().readFileSync(material.file, 'utf8') };
  } catch (cause) {
    return fault(name, `cannot be read (${codeOf(cause) ?? 'unreadable'})`, cause);
  }
}
