/**
 * From a kubeconfig and the name of a context to a {@link Config}: whether what it names is there and makes sense. Enter at
 * {@link resolveConfig}.
 */
import { fitsHeader } from '../../util/text/header-text.js';
import { KubeconfigError, type Place } from '../errors.js';
import { hideSecrets } from '../secrets.js';
import type { Config, Impersonation, TlsConfig } from '../types.js';
import { credentialsOf } from './credentials.js';
import { emptyEntry, filled, type Entries, type Entry } from './entries.js';
import { certificateOf, trustOf } from './material.js';
import { nameCluster, overriddenCluster, overriddenContext, overriddenUser, type KubeconfigOverrides } from './overrides.js';
import { proxyOf, serverOf } from './server.js';
import type { Text } from './yaml.js';

/** Which part of a kubeconfig. */
export interface Choice {
  /** The context; an empty one is that of nothing. */
  readonly name: string;
  /** Where its name stands. */
  readonly place: Place;
  readonly overrides: KubeconfigOverrides;
  /** Where calls go that name no namespace, unless the context or an override says so. */
  readonly namespace?: string | undefined;
}

/**
 * @param entries - What the files say.
 * @param choice - The context, and what goes before it.
 * @throws KubeconfigError with the place to mend.
 */
export function resolveConfig(entries: Entries, choice: Choice): Config {
  const context = overriddenContext(contextOf(entries, choice), choice.overrides);
  const cluster = overriddenCluster(clusterOf(entries, context, choice), choice.overrides);
  const user = overriddenUser(userOf(entries, context, choice), choice.overrides);
  const config = configOf(cluster, user, context.texts.get('user')?.text ?? '');
  return hideSecrets({
    ...(choice.name !== '' && { context: choice.name }),
    server: config.server,
    defaultNamespace: filled(context, 'namespace')?.text ?? choice.namespace ?? 'default',
    tls: config.tls,
    ...proxyOf(cluster),
    ...(cluster.flags.has('disable-compression') && { disableCompression: true }),
    credentials: config.credentials,
    ...impersonationOf(user),
  });
}

function contextOf(entries: Entries, { name, place, overrides }: Choice): Entry {
  const context = entries.contexts.get(name);
  if (context !== undefined) return context;
  if (name === '' && nameCluster(overrides)) return emptyEntry(place);
  throw new KubeconfigError(`there is no context ${quoted(name)}; ${choiceOf(entries)}`, place);
}

function clusterOf(entries: Entries, context: Entry, { name, overrides }: Choice): Entry {
  const named = context.texts.get('cluster');
  const cluster = entries.clusters.get(named?.text ?? '');
  if (cluster !== undefined) return cluster;
  if (filled(context, 'cluster') === undefined && nameCluster(overrides)) return emptyEntry({ option: 'server' });
  const message =
    named?.place.option === undefined
      ? `context ${quoted(name)} names cluster ${quoted(named?.text ?? '')}, which is not there`
      : `there is no cluster ${quoted(named.text)}`;
  throw new KubeconfigError(message, named?.place ?? context.place);
}

/** A user that is not there is nobody: client-go sends no credentials for it either. One that was asked for by name is an error. */
function userOf(entries: Entries, context: Entry, { overrides }: Choice): Entry {
  const user = entries.users.get(context.texts.get('user')?.text ?? '');
  if (user === undefined && (overrides.user ?? '') !== '')
    throw new KubeconfigError(`there is no user ${quoted(overrides.user ?? '')}`, { option: 'user' });
  return user ?? emptyEntry(context.place);
}

function configOf(cluster: Entry, user: Entry, name: string): Pick<Config, 'server' | 'tls' | 'credentials'> {
  const { url, place } = serverOf(cluster);
  const secure = url.protocol === 'https:'; // credentials never travel in the clear, as in client-go
  const server = `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
  const tls: TlsConfig = trustOf(cluster);
  return {
    server,
    tls: { ...tls, ...(secure && certificateOf(user)) },
    credentials: credentialsOf(user, { cluster, tls, url, place, user: name }),
  };
}

/** What there is to choose from, in words. */
export const choiceOf = ({ contexts }: Entries): string =>
  contexts.size === 0 ? 'it has no contexts' : `choose one of its contexts: ${[...contexts.keys()].map(quoted).join(', ')}`;

/** A name as a message may show it. What looks like no name may be a token that a missing quote has put in its place. */
const quoted = (name: string): string => (/^[\w.:@/+=-]{0,128}$/.test(name) ? `"${name}"` : '(a name of unusual characters)');

/** A text that goes into a header. */
function inHeader(value: Text, name: string): string {
  if (fitsHeader(value.text)) return value.text;
  throw new KubeconfigError(`${name} holds a line break or another control character, which no header can carry; remove it`, value.place);
}

function impersonationOf(user: Entry): { readonly impersonate?: Impersonation } {
  const { groups, extra } = user;
  const as = filled(user, 'as');
  const uid = filled(user, 'as-uid');
  if (as === undefined) {
    if (uid === undefined && groups.length === 0 && extra.size === 0) return {};
    throw new KubeconfigError('as-uid, as-groups and as-user-extra need as: whom to impersonate', (uid ?? groups[0])?.place ?? user.place);
  }
  const valuesOf = (texts: readonly Text[], name: string): string[] => texts.map((text) => inHeader(text, name));
  return {
    impersonate: {
      user: inHeader(as, 'as'),
      ...(uid !== undefined && { uid: inHeader(uid, 'as-uid') }),
      ...(groups.length > 0 && { groups: valuesOf(groups, 'as-groups') }),
      ...(extra.size > 0 && { extra: Object.fromEntries([...extra].map(([key, texts]) => [key, valuesOf(texts, 'as-user-extra')])) }),
    },
  };
}
