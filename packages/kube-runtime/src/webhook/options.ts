/**
 * What a webhook server can be told, and the constants it works by: {@link WebhookServerOptions}.
 */
import { KubeError, systemClock, type Client, type Clock } from 'kube-core';
import { checkOptions, checkValue, oneOf, rules, type Rule, type Rules } from 'kube-core/support';
import { portRule, type ListenOptions } from '../http/server.js';
import { loggerRule, type Logger } from '../log/logger.js';
import { durationText } from '../util/duration.js';
import { defaults as admission } from './admission/options.js';
import {
  serviceAddress,
  serviceRules,
  urlAddress,
  urlRule,
  type Address,
  type ServiceAddress,
  type UrlAddress,
} from './configuration/address.js';
import type { Install } from './configuration/install.js';
import { maxBytes } from './server/limits.js';

/** Certificates that the program makes, and exchanges before they expire. It needs the package `node-forge`. */
export interface ManagedCertificates {
  /** The Secret that replicas share them in. @defaultValue `NAME-webhook-certificates` */
  readonly secret?: string;
  /** The namespace of the Secret. @defaultValue that of the Service, else the client's */
  readonly namespace?: string;
  /** How long a certificate is valid, in milliseconds; it is exchanged when a third of that is left. @defaultValue 90 days */
  readonly certificateMs?: number;
  /** How long an authority is valid, in milliseconds. @defaultValue a year */
  readonly authorityMs?: number;
  /** How long a new authority is known before it signs, in milliseconds. @defaultValue a minute */
  readonly settleMs?: number;
}

/** Certificates that somebody else makes: cert-manager, for example. They are read again every 10 s. */
export interface CertificateFolder {
  /** Where `tls.crt` and `tls.key` are, and `ca.crt` where the API servers are to be told of it here. */
  readonly folder: string;
}

/** Options of a {@link WebhookServer}. */
export interface WebhookServerOptions {
  /** What the webhook configurations are called, and log lines call the server. Replicas of one program have one name. */
  readonly name: string;
  /** The Service in front of the server. One of `service` and `url` has to be there. */
  readonly service?: ServiceAddress;
  /**
   * Where the server is in place of a Service: `https://127.0.0.1:9443`, for an API server on the same machine. A function makes one of the
   * port that the server has got. Nothing but scheme, host and port of it counts.
   */
  readonly url?: UrlAddress;
  /** Where it listens; 0: any port that is free. @defaultValue 9443, controller-runtime's */
  readonly port?: number;
  /** The address of an interface. @defaultValue all of them: API servers call from outside the pod */
  readonly host?: string;
  /** Where certificates come from. @defaultValue the program makes them, with `node-forge` */
  readonly certificates?: ManagedCertificates | CertificateFolder;
  /**
   * What the server writes into the cluster before it is ready: `all`: webhook configurations, the conversion of CRDs, and the authorities in
   * both; `bundle`: the authorities alone, into what others have installed; `nothing`.
   *
   * @defaultValue `all`
   */
  readonly install?: Install;
  /** Annotations of the webhook configurations: `cert-manager.io/inject-ca-from`, for example. @defaultValue none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * How many bytes the bodies of all requests that are being answered may have; more are answered with 429, and API servers ask again a second
   * later. What is made of a body takes several times as much memory while its handler runs.
   *
   * @defaultValue 268435456 (256 MiB)
   */
  readonly maxHeldBytes?: number;
  /**
   * How long the server goes on answering after it was told to stop, in milliseconds: so long API servers may still be led to it. A second
   * signal cuts it short.
   *
   * @defaultValue 3000 behind a Service, 0 at a URL
   */
  readonly lingerMs?: number;
  /** @defaultValue the manager's, else `consoleLogger()` */
  readonly log?: Logger;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The constants of a webhook server. */
export const defaults = {
  ...admission,
  /** controller-runtime's. */
  port: 9443,
  /** cert-manager's. */
  certificateMs: 90 * dayMs,
  /** A new one is announced four months before: even a program that is started seldom meets that time. */
  authorityMs: 365 * dayMs,
  /** API servers learn of a change within seconds, from their watch. */
  settleMs: 60_000,
  /** The longest body of a conversion. */
  maxHeldBytes: maxBytes.conversion,
  /** A Service forgets a pod that ends within a second or two. */
  lingerMs: 3000,
  /** How long until the next try where something cannot be installed, in milliseconds: doubled each time, up to the longest. */
  retryMs: { first: 1000, longest: 30_000 },
  /** How long all is left as it is after a round, in milliseconds, whatever somebody changes. */
  pauseMs: 1000,
} as const;

/** The options with every default filled in. */
export interface Settings {
  readonly name: string;
  readonly address: Address;
  readonly listen: ListenOptions;
  readonly certificates: CertificateFolder | Required<ManagedCertificates>;
  readonly install: Install;
  readonly annotations: Readonly<Record<string, string>>;
  readonly lingerMs: number;
  readonly maxHeldBytes: number;
  readonly log: Logger | undefined;
  readonly clock: Clock;
}

const nameRule: Rule = {
  fits: (value) => typeof value === 'string' && /^[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?$/.test(value),
  wanted: 'a name of lower case letters, digits, - and .',
};

const serverRules: Rules<WebhookServerOptions> = {
  name: nameRule,
  service: rules.object,
  url: urlRule,
  port: portRule,
  host: rules.text,
  certificates: rules.object,
  install: oneOf('all', 'bundle', 'nothing'),
  annotations: rules.object,
  lingerMs: rules.delayMs,
  maxHeldBytes: rules.count,
  log: loggerRule,
  clock: rules.clock,
};
const managedRules: Rules<ManagedCertificates> = {
  secret: nameRule,
  namespace: nameRule,
  certificateMs: rules.limitMs,
  authorityMs: rules.limitMs,
  settleMs: rules.delayMs,
};
const folderRules: Rules<CertificateFolder> = { folder: rules.text };

/** @throws KubeError `option` for an option that there is not, or that cannot be meant, and for times that do not fit together. */
export function settingsOf(client: Client, options: WebhookServerOptions): Settings {
  const given = checkOptions('WebhookServer', options, serverRules);
  checkValue('name of WebhookServer', given.name, nameRule);
  const { port = defaults.port, host, install = 'all', annotations = {}, clock = systemClock, log } = given;
  const namespace = given.service?.namespace ?? client.defaultNamespace;
  const address = addressOf(given, namespace);
  address.hosts(port); // what cannot be one is refused here, and not when the server runs
  return {
    name: given.name,
    address,
    listen: { port, ...(host !== undefined && { host }) },
    certificates: certificatesOf(given, namespace),
    install,
    annotations,
    maxHeldBytes: given.maxHeldBytes ?? defaults.maxHeldBytes,
    lingerMs: given.lingerMs ?? (address.isService ? defaults.lingerMs : 0),
    log,
    clock,
  };
}

function addressOf({ service, url }: WebhookServerOptions, namespace: string): Address {
  if ((service === undefined) === (url === undefined))
    throw new KubeError('option', 'WebhookServer takes one of service and url: API servers call it there');
  if (url !== undefined) return urlAddress(url);
  const given = checkOptions('service of WebhookServer', service ?? { name: '' }, serviceRules);
  checkValue('the name of service', given.name, serviceRules.name);
  return serviceAddress({ namespace, port: 443, ...given });
}

function certificatesOf({ name, certificates = {} }: WebhookServerOptions, namespace: string): Settings['certificates'] {
  if ('folder' in certificates) return checkOptions('certificates of WebhookServer', certificates, folderRules);
  const { certificateMs, authorityMs, settleMs } = defaults;
  const given = checkOptions('certificates of WebhookServer', certificates, managedRules);
  const managed = { secret: `${name}-webhook-certificates`, namespace, certificateMs, authorityMs, settleMs, ...given };
  checkTimes(managed);
  return managed;
}

/** In the last third of a certificate its successor is made: also where that has to wait for a new authority to be known. */
function checkTimes({ certificateMs, authorityMs, settleMs }: Required<ManagedCertificates>): void {
  if (certificateMs <= 3 * settleMs)
    throw new KubeError(
      'option',
      `certificateMs (${durationText(certificateMs)}) has to be longer than 3 × settleMs (${durationText(settleMs)})`,
    );
  if (authorityMs <= certificateMs)
    throw new KubeError(
      'option',
      `authorityMs (${durationText(authorityMs)}) has to be longer than certificateMs (${durationText(certificateMs)})`,
    );
}
