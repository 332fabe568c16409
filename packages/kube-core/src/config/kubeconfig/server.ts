/**
 * The `server` of a cluster as a URL: {@link serverOf}; and the proxy in front of it: {@link proxyOf}.
 */
import { messageOf } from '../../errors.js';
import { KubeconfigError, type Place } from '../errors.js';
import { parseProxy } from '../proxy.js';
import type { Config } from '../types.js';
import { filled, type Entry } from './entries.js';

/**
 * A server without a scheme, `localhost:8080`, is one in the clear, as in client-go: so no credentials are sent to it.
 *
 * @throws KubeconfigError where there is none, or it is no URL.
 */
export function serverOf(cluster: Entry): { readonly url: URL; readonly place: Place } {
  const server = filled(cluster, 'server');
  if (server === undefined) throw new KubeconfigError('the cluster has no server', cluster.place);
  const { text, place } = server;
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : /^[^/\s][^/]*\/?$/.test(text) ? `http://${text}` : '';
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return { url, place };
  throw new KubeconfigError('the server is no URL; it looks like https://host:6443', place);
}

/** The mistake is told with its place, and without the URL, which may hold a password. */
export function proxyOf(cluster: Entry): Pick<Config, 'proxy'> {
  const proxy = filled(cluster, 'proxy-url');
  if (proxy === undefined) return {};
  if (/^socks5h:/i.test(proxy.text))
    throw new KubeconfigError('write socks5 for socks5h in the proxy-url: kubectl knows no other', proxy.place);
  try {
    parseProxy(proxy.text, 'the proxy-url');
  } catch (error) {
    throw new KubeconfigError(messageOf(error), proxy.place);
  }
  return { proxy: { url: proxy.text } };
}
