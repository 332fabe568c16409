/**
 * From a configuration to a service: the one place that knows which layers there are and in which order.
 */
import { anonymous, basic, bearer } from '../auth/static.js';
import { tokenFile } from '../auth/token-file.js';
import type { Config, CredentialsConfig } from '../config/types.js';
import { auth, type Credentials } from '../service/auth.js';
import { baseUri } from '../service/base-uri.js';
import { headers, impersonationHeaders } from '../service/headers.js';
import { retry } from '../service/retry.js';
import { stack, transport, type Layer, type Service } from '../service/service.js';
import { undiciTransport } from '../service/undici.js';
import { websocketTransport } from '../service/websocket.js';

/** A service and what it holds open. */
export interface Connection {
  readonly service: Service;
  readonly close: () => Promise<void>;
}

/** What a program may add to or put in place of the default stack. */
export interface StackOptions {
  readonly layers?: readonly Layer[];
  readonly transport?: Service;
  readonly userAgent?: string;
}

/** Outermost first: the program's layers, base URI, headers, retry, auth, then the transport. */
export function defaultStack(config: Config, options: StackOptions): Connection {
  const { service, close } =
    options.transport === undefined ? network(config) : { service: options.transport, close: () => Promise.resolve() };
  const layers = [
    ...(options.layers ?? []),
    baseUri(config.server),
    headers({ 'user-agent': userAgent(options.userAgent), ...impersonationHeaders(config.impersonate) }),
    retry(),
    auth(credentials(config.credentials)),
  ];
  return { service: stack(service, layers), close };
}

function network(config: Config): Connection {
  const http = undiciTransport(config.server, config.tls);
  const websocket = websocketTransport(config.server, config.tls);
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), websocket.close()]);
  };
  return { service: transport(http.service, websocket.service), close };
}

function credentials(config: CredentialsConfig): Credentials {
  switch (config.type) {
    case 'none':
      return anonymous;
    case 'token':
      return bearer(config.token);
    case 'token-file':
      return tokenFile(config.file);
    case 'basic':
      return basic(config.username, config.password);
    default:
      return config satisfies never;
  }
}

/** `website-operator/1.4.0 (linux/x64) kube-core`: the part before the slash is the field manager of writes that name none. */
function userAgent(program = programName()): string {
  return `${program} (${process.platform}/${process.arch}) kube-core`;
}

const programName = (): string =>
  (process.argv[1] ?? 'node')
    .replace(/^.*[/\\]/, '')
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/[^\w.-]/g, '_') || 'node';
