/**
 * Where the server is and who asks, as plain data: {@link Config}.
 */

/** Text that is given, or that stands in a file which may change while the program runs. */
export type Material = { readonly data: string } | { readonly file: string };

/** How the server is trusted, and how it knows us by certificate. PEM throughout. */
export interface TlsConfig {
  /** The authorities that may have signed the server's certificate. @defaultValue those of Node */
  readonly ca?: Material;
  /** The client's certificate; needs `key`. */
  readonly certificate?: Material;
  readonly key?: Material;
  /** The name to ask for and to verify, where it is not the host of the server's URL. */
  readonly serverName?: string;
  /** Trusts any server: for tests only. @defaultValue false */
  readonly insecure?: boolean;
}

/** Who asks, beside the client certificate. */
export type CredentialsConfig =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'token-file'; readonly file: string }
  /** For tests: servers have dropped it since 1.19. */
  | { readonly type: 'basic'; readonly username: string; readonly password: string };

/** Whom the caller acts as; it needs the right to. */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that a client needs to know of a cluster. */
export interface Config {
  /** The server's URL. A path in it stands before every path of the API. */
  readonly server: string;
  /** @defaultValue `default` */
  readonly defaultNamespace: string;
  readonly tls: TlsConfig;
  readonly credentials: CredentialsConfig;
  readonly impersonate?: Impersonation;
}
