/**
 * Who sends a request: {@link authenticate} asks an authenticator, and lets those who may do it act for others.
 */
import type { Layer } from 'kube-core/service';
import { own } from 'kube-core/json';
import { internal, unauthorized } from '../refusal.js';
import type { ResourceAttributes } from '../request/attributes.js';
import { header, type Incoming } from '../request/incoming.js';
import { userOf, type User } from '../request/user.js';
import { forbiddenTo, type Authorizer } from './authorize.js';

/** Who sends a request; undefined for somebody unknown. */
export type Authenticator = (incoming: Incoming) => User | undefined;

/** Whoever has this token is the user given. */
export const byToken =
  (token: string, user: User): Authenticator =>
  (incoming) =>
    header(incoming, 'authorization') === `Bearer ${token}` ? user : undefined;

/** Answers 401 to the unknown, and 403 to those who may not act for whom the `Impersonate-*` headers name. */
export const authenticate =
  (authenticator: Authenticator, authorizer: Authorizer): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    const user = authenticator(incoming);
    if (user === undefined) throw unauthorized();
    const other = impersonatedBy(incoming);
    if (other !== undefined) await mayActFor(other, user, authorizer);
    return inner(other === undefined && user === incoming.user ? incoming : { ...incoming, user: other ?? user });
  };

const prefix = 'impersonate-extra-';
const everybody = 'system:authenticated';

/** Whom the headers name. @throws Refusal 500 for headers that name no user. */
function impersonatedBy(incoming: Incoming): User | undefined {
  const name = header(incoming, 'impersonate-user');
  const groups = valuesOf(incoming, 'impersonate-group');
  const uid = header(incoming, 'impersonate-uid');
  const extra = Object.keys(incoming.headers).filter((key) => key.startsWith(prefix));
  if (name === '') {
    if (groups.length + extra.length > 0 || uid !== '')
      throw internal('the request names groups, a uid or extra values to impersonate, and no user');
    return undefined;
  }
  const all = groups.length > 0 ? groups : groupsOfServiceAccount(name);
  return {
    ...userOf(name, all.includes(everybody) ? all : [...all, everybody]),
    uid,
    extra: new Map(extra.map((key) => [unescaped(key.slice(prefix.length)), valuesOf(incoming, key)])),
  };
}

/** `system:serviceaccount:web:robot` */
const serviceAccount = /^system:serviceaccount:([^:]+):([^:]+)$/;

function groupsOfServiceAccount(name: string): readonly string[] {
  const [, namespace] = serviceAccount.exec(name) ?? [];
  return namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

function valuesOf({ headers }: Incoming, name: string): readonly string[] {
  const value = own(headers, name) ?? [];
  return typeof value === 'string' ? value.split(', ') : value;
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key; // a key that is no URL encoding stands for itself
  }
}

type Asked = Pick<ResourceAttributes, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>;

/** What somebody must be allowed to impersonate for one identity: its user, and all else that was asked for. */
function partsOf({ name, uid, groups, extra }: User): readonly Asked[] {
  const authentication = 'authentication.k8s.io';
  const implied = new Set([everybody, ...groupsOfServiceAccount(name)]);
  const [, namespace, account] = serviceAccount.exec(name) ?? [];
  return [
    namespace === undefined || account === undefined
      ? { group: '', resource: 'users', name }
      : { group: '', resource: 'serviceaccounts', namespace, name: account },
    ...groups.filter((group) => !implied.has(group)).map((group) => ({ group: '', resource: 'groups', name: group })),
    ...(uid === '' ? [] : [{ group: authentication, resource: 'uids', name: uid }]),
    ...[...extra].flatMap(([key, values]) =>
      values.map((value) => ({ group: authentication, resource: 'userextras', subresource: key, name: value })),
    ),
  ];
}

async function mayActFor(other: User, user: User, authorizer: Authorizer): Promise<void> {
  for (const part of partsOf(other)) {
    const attributes: ResourceAttributes = { user, verb: 'impersonate', version: 'v1', ...part };
    const decision = await authorizer(attributes);
    if (decision !== true) throw forbiddenTo(attributes, decision);
  }
}
