/**
 * What a program, or its command line, puts in the place of what a kubeconfig says: {@link KubeconfigOverrides}. The rules are those of
 * kubectl's flags of the same names.
 */
import { resolve } from 'node:path';
import type { Place } from '../errors.js';
import type { Entry, Values } from './entries.js';
import type { Text } from './yaml.js';

/** What goes before the kubeconfig. What is empty, or `undefined`, changes nothing. */
export interface KubeconfigOverrides {
  /** The cluster of this name, in place of the context's. */
  readonly cluster?: string | undefined;
  /** The user of this name, in place of the context's. */
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  /** The URL of the server; the cluster's `tls-server-name` is then left out. */
  readonly server?: string | undefined;
  /** A bearer token, in place of the user's token and token file. */
  readonly token?: string | undefined;
  /** A file of PEM, relative to the working directory; goes before the cluster's authority and its `insecure-skip-tls-verify`. */
  readonly certificateAuthority?: string | undefined;
  /** Trusts any server: for tests only. The cluster's authority is then left out. */
  readonly insecure?: boolean | undefined;
  /** The name to ask for and to verify, where it is not the host of the server's URL. */
  readonly tlsServerName?: string | undefined;
  /** Whom to act as. */
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  /** In place of the user's `as-groups`. */
  readonly asGroups?: readonly string[] | undefined;
}

/** Whether they name a cluster, so that no context is needed. */
export const nameCluster = ({ cluster = '', server = '' }: KubeconfigOverrides): boolean => cluster !== '' || server !== '';

/** The names that a context gives, or those in their place. */
export const overriddenContext = (context: Entry, { cluster, user, namespace }: KubeconfigOverrides): Entry =>
  withTexts(context, { cluster, user, namespace });

/** A cluster with what goes before it. */
export function overriddenCluster(cluster: Entry, overrides: KubeconfigOverrides): Entry {
  const { server = '', certificateAuthority = '', insecure = false, tlsServerName = '' } = overrides;
  const gone = [
    ...(insecure || certificateAuthority !== '' ? ['certificate-authority', 'certificate-authority-data', 'insecure-skip-tls-verify'] : []),
    ...(server !== '' || tlsServerName !== '' ? ['tls-server-name'] : []),
  ];
  const left = without(cluster, gone);
  const flags = new Map([...left.flags, ...(insecure ? [['insecure-skip-tls-verify', option('insecure')] as const] : [])]);
  return withTexts(
    { ...left, flags },
    {
      server,
      'certificate-authority': certificateAuthority === '' ? '' : resolve(certificateAuthority),
      'tls-server-name': tlsServerName,
    },
  );
}

/** A user with what goes before it. */
export function overriddenUser(user: Entry, overrides: KubeconfigOverrides): Entry {
  const { token = '', as, asUid, asGroups = [] } = overrides;
  const left = token === '' ? user : without(user, ['token', 'tokenFile']);
  const groups = asGroups.map((text): Text => ({ text, place: option('asGroups') }));
  return withTexts({ ...left, ...(groups.length > 0 && { groups }) }, { token, as, 'as-uid': asUid });
}

/** As the options are called, where a kubeconfig calls them otherwise. */
const optionNames: Readonly<Record<string, string>> = {
  'certificate-authority': 'certificateAuthority',
  'tls-server-name': 'tlsServerName',
  'as-uid': 'asUid',
};

const option = (name: string): Place => ({ option: optionNames[name] ?? name });

function withTexts(entry: Entry, texts: Readonly<Record<string, string | undefined>>): Entry {
  const given = Object.entries(texts).flatMap(([name, text = '']) => (text === '' ? [] : [[name, { text, place: option(name) }] as const]));
  return given.length === 0 ? entry : { ...entry, texts: new Map([...entry.texts, ...given]) };
}

function without(entry: Entry, names: readonly string[]): Entry {
  const left = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> => new Map([...map].filter(([name]) => !names.includes(name)));
  return { ...entry, texts: left(entry.texts), flags: left(entry.flags) } satisfies Values;
}
