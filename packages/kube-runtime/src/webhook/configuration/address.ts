/**
 * How API servers reach a webhook server: {@link Address}, the `clientConfig` of every webhook.
 */
import { KubeError } from 'kube-core';
import type { Rule, Rules } from 'kube-core/support';
import { portRule } from '../../http/server.js';

/** A Service in front of the pods of a webhook server. */
export interface ServiceAddress {
  readonly name: string;
  /** @defaultValue the client's: that of the pod */
  readonly namespace?: string;
  /** Of the Service, which leads to the port that the server listens on. @defaultValue 443 */
  readonly port?: number;
}

/** A URL: for an API server on the same machine, or outside the cluster. A function is given the port that the server has got. */
export type UrlAddress = string | ((port: number) => string);

/** What stands in a webhook configuration, but for the bundle of authorities. */
export interface ClientConfig {
  readonly service?: { readonly name: string; readonly namespace: string; readonly port: number; readonly path: string };
  readonly url?: string;
}

/** Where a webhook server is reached. */
export interface Address {
  /** Names and addresses that its certificate is for. @param port - That the server listens on. */
  hosts(port: number): readonly string[];
  /** What a webhook at a path says of it. */
  clientConfig(port: number, path: string): ClientConfig;
  /** Whether it stays in the list of a Service for a moment after it was told to stop. */
  readonly isService: boolean;
}

/** What names and namespaces of Services are. */
const labelRule: Rule = {
  fits: (value) => typeof value === 'string' && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
  wanted: 'a name of at most 63 lower case letters, digits and -',
};

/** What each part of a Service has to be. */
export const serviceRules = {
  name: labelRule,
  namespace: labelRule,
  port: { fits: (value) => portRule.fits(value) && value !== 0, wanted: 'a port from 1 to 65535' },
} satisfies Rules<ServiceAddress>;

/** What a URL has to be. */
export const urlRule: Rule = {
  fits: (value) => typeof value === 'string' || typeof value === 'function',
  wanted: 'a URL, https://127.0.0.1:9443, or a function that makes one of a port',
};

/** Behind a Service. */
export function serviceAddress({ name, namespace, port }: Required<ServiceAddress>): Address {
  const host = `${name}.${namespace}.svc`;
  return {
    isService: true,
    hosts: () => [host, `${host}.cluster.local`],
    clientConfig: (_, path) => ({ service: { name, namespace, port, path } }),
  };
}

/** At a URL. */
export function urlAddress(url: UrlAddress): Address {
  const at = (port: number): URL => parsed(typeof url === 'string' ? url : url(port));
  return {
    isService: false,
    hosts: (port) => [at(port).hostname.replace(/^\[|\]$/g, '')],
    clientConfig: (port, path) => ({ url: `${at(port).origin}${path}` }),
  };
}

/** @throws KubeError `option` for what API servers do not call. */
function parsed(text: string): URL {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new KubeError('option', `url of WebhookServer is ${JSON.stringify(text)}; give a URL that begins with https://`);
  return new URL(text);
}
