/**
 * From a configuration to a service: the one place that knows which layers there are and in which order.
 */
import { Deferred } from '../auth/deferred.js';
import { identityTls } from '../auth/identity-tls.js';
import { isLocal, proxyFor } from '../config/proxy.js';
import type { Config } from '../config/types.js';
import { KubeError } from '../errors.js';
import { auth, renewTls, type Credentials } from '../service/layer/auth.js';
import { baseUri } from '../service/layer/base-uri.js';
import { deadlines } from '../service/layer/deadlines.js';
import { closedError } from '../service/errors.js';
import { gzip } from '../service/layer/gzip.js';
import { headers, headerValue, impersonate } from '../service/layer/headers.js';
import { rateLimit } from '../service/layer/rate-limit.js';
import { retry } from '../service/layer/retry.js';
import { layersOf, layerStack, type AnyLayer, type LayerName } from '../service/layers.js';
import { stack, transport, type Layer, type Service } from '../service/service.js';
import { tlsSource } from '../service/tls.js';
import { trace } from '../service/telemetry/channels.js';
import { warnings } from '../service/layer/warnings.js';
import { undiciTransport } from '../service/network/undici.js';
import { websocketTransport } from '../service/network/websocket.js';
import { credentialsOf } from './credentials.js';
import type { ConnectOptions } from './options.js';
import { whatIs } from '../util/arguments.js';
import { userAgent } from './user-agent.js';

/** A service and what it holds open. */
export interface Connection {
  readonly service: Service;
  readonly close: () => Promise<void>;
}

/**
 * @throws KubeError where the configuration cannot be used: `server`, `tls`, `header`, `impersonation`; `option` for layers that are none.
 */
export function defaultStack(config: Config, options: ConnectOptions): Connection {
  checkServer(config);
  const credentials = credentialsOf(config.credentials);
  const network = options.transport === undefined ? networkOf(secure(config), credentials, options) : outside(options.transport);
  const closing = new AbortController();
  const layers = layersFor(config, { options, credentials, tls: network.tls, closing: closing.signal });
  return {
    service: stack(network.service, layersOf(layers)),
    close: async () => {
      closing.abort(closedError());
      if (credentials instanceof Deferred) credentials.close();
      await network.close();
    },
  };
}

interface Parts {
  readonly options: ConnectOptions;
  readonly credentials: Credentials;
  readonly tls: Layer;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
}

/** What the program makes of the layers that there would be. */
function layersFor(config: Config, parts: Parts): Iterable<AnyLayer> {
  const { layers = [] } = parts.options;
  const defaults = layerStack(Object.entries(defaultLayers(config, parts)).map(([name, layer]) => ({ name, layer })));
  if (typeof layers !== 'function') return layerStack([...layers, ...defaults]);
  const changed: unknown = layers(defaults, config);
  if (isIterable(changed)) return layerStack(changed);
  throw new KubeError('option', `the function given as layers gives ${whatIs(changed)}; it gives a list of layers, outermost first`);
}

const isIterable = (value: unknown): value is Iterable<AnyLayer> => typeof value === 'object' && value !== null && Symbol.iterator in value;

/** Outermost first. Names of layers that do nothing are there as well, so that what changes the list need not know the options. */
const defaultLayers = (config: Config, { options, credentials, tls, closing }: Parts): Readonly<Record<LayerName, Layer>> => ({
  warnings: options.onWarning === false ? unchanged : warnings(options.onWarning),
  trace: trace(),
  deadlines: options.deadlines === undefined ? unchanged : deadlines(options.deadlines),
  'base-uri': baseUri(config.server),
  headers: headers({ 'user-agent': headerValue(userAgent(options.userAgent), 'userAgent') }),
  impersonate: impersonate(config.impersonate),
  retry: retry({ closing }),
  'rate-limit': options.rateLimit === undefined ? unchanged : rateLimit({ ...options.rateLimit, closing }),
  auth: auth(credentials),
  tls,
  gzip: isWorthCompressing(config, options) ? gzip() : unchanged,
});

/**
 * Compressing costs the server and us more time than a local network takes for ten times as many bytes: a list of 15 MB over loopback
 * takes 1.3 to 1.6 times as long. Below some 500 Mbit/s it is the other way round.
 */
function isWorthCompressing({ server, disableCompression }: Config, { transport }: ConnectOptions): boolean {
  return disableCompression === undefined ? transport === undefined && !isLocal(new URL(server).hostname) : !disableCompression;
}

const unchanged: Layer = (inner) => inner;

/** A URL may hold a password, so no message shows it. */
function checkServer({ server }: Config): void {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new KubeError('server', 'the server of the configuration is no URL; it looks like https://host:6443');
  if (url.username !== '' || url.password !== '')
    throw new KubeError('server', 'the URL of the server holds a name and password; give them as credentials: { type: "basic" }');
}

/** What a program hands to its own transport is its own business; over the network credentials never travel in the clear. */
function secure(config: Config): Config {
  if (config.credentials.type === 'none' || new URL(config.server).protocol === 'https:') return config;
  throw new KubeError(
    'server',
    "the server is reached over http, where everybody on the way could read the credentials: write https://, or give credentials: { type: 'none' }",
  );
}

/** What really sends, and the layer that looks for newer certificates. */
interface Network extends Connection {
  readonly tls: Layer;
}

const outside = (service: Service): Network => ({ service, tls: unchanged, close: () => Promise.resolve() });

function networkOf(config: Config, credentials: Credentials, { maxConnections }: ConnectOptions): Network {
  const { server, tls: trust } = config;
  const tls = credentials instanceof Deferred ? identityTls(trust, server, credentials) : tlsSource(trust, server);
  const proxy = proxyFor(config);
  const http = undiciTransport(server, tls, { proxy, ...(maxConnections !== undefined && { maxConnections }) });
  const websocket = websocketTransport(server, tls, { proxy });
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), websocket.close()]);
  };
  return { service: transport(http.service, websocket.service), tls: renewTls(tls), close };
}
