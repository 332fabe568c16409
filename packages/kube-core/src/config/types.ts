/**
 * Where the server is and who asks, as plain data: {@link Config}.
 */

/** Text that is given, or that stands in a file which may change while the program runs. */
export type Material = ({ readonly data: string } | { readonly file: string }) & {
  /** Which field of which kubeconfig says so, for messages: `client-key-data of /home/me/.kube/config:12:22`. */
  readonly origin?: string;
};

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

/** What a credential plugin may be told of the cluster. */
export interface ExecCluster extends Pick<TlsConfig, 'ca' | 'serverName' | 'insecure'> {
  readonly server: string;
  readonly proxyUrl?: string;
  readonly disableCompression?: boolean;
  /** What the cluster's extension `client.authentication.k8s.io/exec` holds: any JSON, as the plugin wants it. */
  readonly config?: unknown;
}

/** A program that says who asks: `aws`, `gke-gcloud-auth-plugin`, `kubelogin`. It runs when its answer is first needed. */
export interface ExecPlugin {
  /** The protocol that it speaks. */
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  /** A path, or a bare name to look for in `PATH`. No shell reads it. */
  readonly command: string;
  readonly args?: readonly string[];
  /** What its environment holds beside that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it may ask at the terminal: where there is one (`IfAvailable`), or it cannot do without (`Always`). */
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** How to install it, for the error where it is missing. */
  readonly installHint?: string;
  /** What it is told of the cluster. @defaultValue nothing */
  readonly cluster?: ExecCluster;
  /** How long it may take, a login of the user included. @defaultValue 300 */
  readonly timeoutSeconds?: number;
}

/** A bearer token for a while. */
export interface TokenGrant {
  readonly token: string;
  /** A Date, or a time as RFC 3339 writes it. @defaultValue none: it is good until a server refuses it */
  readonly expiresAt?: Date | string;
}

/**
 * A function of the program that gets a bearer token: from a vault, a cloud's library, the TokenRequest of a service account. Its failure is
 * that of the calls that wait for it.
 *
 * @param call - `signal` aborts when nobody waits any more.
 */
export type TokenSource = (call: { readonly signal: AbortSignal }) => Promise<TokenGrant> | TokenGrant;

/** A login at an identity provider whose tokens are at hand, or are got by a refresh-token. */
export interface OidcLogin {
  /** The URL of the identity provider, `https` only; `/.well-known/openid-configuration` below it says where tokens are given. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** The authorities that may have signed the provider's certificate. @defaultValue those of Node */
  readonly ca?: Material;
  /** What is sent until shortly before it expires. */
  readonly idToken?: string;
  /** What another id-token is got by. @defaultValue none: the login ends with its id-token */
  readonly refreshToken?: string;
  /** The user of a kubeconfig file that keeps the tokens: new ones are written there. @defaultValue nowhere */
  readonly keptIn?: { readonly file: string; readonly user: string };
}

/** Who asks, beside the client certificate. */
export type CredentialsConfig =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  /** `token` is sent while the file cannot be read and never could. */
  | { readonly type: 'token-file'; readonly file: string; readonly token?: string }
  /** What a program gives: a token, a client certificate, or both. */
  | ({ readonly type: 'exec' } & ExecPlugin)
  /** What a function of the program gives. */
  | { readonly type: 'token-source'; readonly token: TokenSource }
  /** What an identity provider gives: the `oidc` auth-provider of a kubeconfig. */
  | ({ readonly type: 'oidc' } & OidcLogin)
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
  /** The context of the kubeconfig that it was made of. @defaultValue none: it comes from a pod, or from the program */
  readonly context?: string;
  /** The server's URL. A path in it stands before every path of the API. */
  readonly server: string;
  /** @defaultValue `default` */
  readonly defaultNamespace: string;
  readonly tls: TlsConfig;
  readonly credentials: CredentialsConfig;
  readonly impersonate?: Impersonation;
  /**
   * The proxy on the way to the server, for HTTP and WebSockets alike; `false` uses none. @defaultValue what the environment says when the
   * client is made: HTTPS_PROXY, or HTTP_PROXY for a server without TLS, and NO_PROXY; never one for `localhost` and loopback addresses
   */
  readonly proxy?: ProxyConfig | false;
  /**
   * Asks for no gzip: it is slower than the network in between. @defaultValue `false`; `true` for a server at `localhost` or a loopback
   * address, and for a pod that asks its own cluster
   */
  readonly disableCompression?: boolean;
}

/** A proxy. */
export interface ProxyConfig {
  /** `http://`, `https://` or `socks5://`, with `name:password@` in front of the host where it asks for them, percent-encoded. */
  readonly url: string;
}
