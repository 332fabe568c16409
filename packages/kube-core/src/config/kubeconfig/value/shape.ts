/**
 * The entries of a kubeconfig as they stand in the file, by the file's own names: {@link KubeconfigCluster}, {@link KubeconfigUser},
 * {@link KubeconfigContext}.
 */

/** What a program keeps beside what Kubernetes knows. */
export interface KubeconfigExtension {
  readonly name: string;
  readonly extension: unknown;
}

/** Where a server is, and how it is trusted. */
export interface KubeconfigCluster {
  readonly server?: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  /** A path, beside the file unless it is absolute. */
  readonly 'certificate-authority'?: string;
  /** PEM in base64. */
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly 'disable-compression'?: boolean;
  readonly extensions?: readonly KubeconfigExtension[];
}

/** The program that gives credentials. */
export interface KubeconfigExec {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly interactiveMode?: string;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
}

/** Who asks. */
export interface KubeconfigUser {
  readonly token?: string;
  /** Paths are beside the file unless they are absolute. */
  readonly tokenFile?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: KubeconfigExec;
  readonly 'auth-provider'?: { readonly name?: string; readonly config?: Readonly<Record<string, string>> };
  readonly extensions?: readonly KubeconfigExtension[];
}

/** A cluster, a user and a namespace under one name. */
export interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly extensions?: readonly KubeconfigExtension[];
}

/** Some fields of an entry, as in a merge patch: maps are merged, lists replaced, `null` takes a field away. */
export type EntryPatch<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [P in keyof T]?: EntryPatch<NonNullable<T[P]>> | null }
    : T;

/** What {@link Kubeconfig.set} sets: entries by name. Fields that are not named stay. */
export interface KubeconfigChanges {
  readonly clusters?: Readonly<Record<string, EntryPatch<KubeconfigCluster>>>;
  readonly users?: Readonly<Record<string, EntryPatch<KubeconfigUser>>>;
  readonly contexts?: Readonly<Record<string, EntryPatch<KubeconfigContext>>>;
  readonly currentContext?: string;
}

/** What {@link Kubeconfig.unset} takes away: the names of entries. */
export interface KubeconfigNames {
  readonly clusters?: readonly string[];
  readonly users?: readonly string[];
  readonly contexts?: readonly string[];
  /** Whether no context is to be current. */
  readonly currentContext?: boolean;
}

/** The lists of a kubeconfig, and what an item of each holds. */
export const lists = { clusters: 'cluster', users: 'user', contexts: 'context' } as const;

/** `clusters`, `users`, `contexts`. */
export type ListName = keyof typeof lists;

/** Their names. */
export const listNames: readonly ListName[] = ['clusters', 'users', 'contexts'];
