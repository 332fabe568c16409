/**
 * What a kubeconfig makes a client send, as a case: {@link Case}. kubectl says what is right.
 */

import type { KubeconfigOptions } from '../../src/config/kubeconfig/load.js';

/** Files, and what `KUBECONFIG` names. Texts hold placeholders: `$DIR`, `$HTTPS`, `$ROOT_DATA` and the others of `stage.ts`; `$$` is a dollar. A file that begins with `#!` can be run. */
export interface Case {
  readonly name: string;
  /** By path below the case's folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** @defaultValue `$DIR/config` */
  readonly kubeconfig?: string;
  /** What goes before the kubeconfig. */
  readonly overrides?: KubeconfigOptions | undefined;
  /** Where we mean to differ from kubectl: why, and what we do. */
  readonly differs?: { readonly because: string; readonly outcome: Outcome };
}

/** What a server saw of the call. */
export interface Sent {
  readonly path: string;
  readonly authorization?: string;
  readonly impersonate?: Readonly<Record<string, string>>;
  /** The server name that the client asked for. */
  readonly servername?: string;
  /** Whose certificate the client has shown. */
  readonly certificate?: string;
}

/** The call as it arrived, or whose fault it was that none did: the words are kubectl's. */
export type Outcome = { readonly sent: Sent } | { readonly refused: string };

/** The parts of a kubeconfig of one context, in YAML's flow style; the user has a token unless told otherwise. */
export interface Parts {
  readonly cluster?: string;
  readonly user?: string;
  readonly context?: string;
  readonly more?: string;
}

/** Trusts the server that `$HTTPS` names. */
export const trusting = 'server: "$HTTPS", certificate-authority-data: $ROOT_DATA';

/** A kubeconfig of one context. */
export const kubeconfig = ({ cluster = trusting, user = 'token: t', context = '', more = '' }: Parts = {}): string =>
  `clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: x, context: {cluster: c, user: u${context === '' ? '' : `, ${context}`}}}]
current-context: x
${more}`;

/** kubectl asks at the terminal for the name of a user that has no credentials; client-go itself sends none. */
export const anonymous: NonNullable<Case['differs']> = {
  because: 'kubectl asks for a name and password where there are no credentials; a program cannot',
  outcome: { sent: { path: '/version' } },
};

/** A case of one file. */
export const one = (name: string, parts: Parts | string, more: Partial<Case> = {}): Case => ({
  name,
  ...more,
  files: { config: typeof parts === 'string' ? parts : kubeconfig(parts), ...more.files },
});
