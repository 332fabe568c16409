/**
 * Who sends a request, as authentication/v1 describes a user: {@link User}.
 */

/** A user of the API. */
export interface User {
  readonly name: string;
  /** Empty where the authenticator knows none. */
  readonly uid: string;
  readonly groups: readonly string[];
  /** By its key in lower case. */
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

/** A user with a name and groups. */
export const userOf = (name: string, groups: readonly string[]): User => ({ name, uid: '', groups, extra: new Map() });

/** The members of this group may do everything. */
export const masters = 'system:masters';

/** Whoever calls without a network between, or with the token of the kubeconfig. */
export const administrator: User = userOf('kubernetes-admin', [masters, 'system:authenticated']);

/** The server itself: nobody asks whether it may. */
export const serverItself: User = userOf('system:apiserver', [masters]);
