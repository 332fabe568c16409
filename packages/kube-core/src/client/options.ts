/**
 * What a client may be told: {@link ClientOptions}, {@link ConnectOptions}.
 */
import type { Config } from '../config/types.js';
import { fieldManagerRule } from '../request/params.js';
import { isPathPart } from '../resource/definition.js';
import type { Deadlines } from '../service/layer/deadlines.js';
import type { AnyLayer, LayerStack } from '../service/layers.js';
import type { RateLimit } from '../service/layer/rate-limit.js';
import type { Service } from '../service/service.js';
import type { WarningHandler } from '../service/layer/warnings.js';
import { checkOptions, oneOf, rules, type Rules } from '../util/options.js';

/**
 * Gives the layers of a client.
 *
 * @param defaults - Those that there would be, by their names.
 * @param config - What the client is made of.
 */
export type ChangeLayers = (defaults: LayerStack, config: Config) => Iterable<AnyLayer>;

/**
 * How the verbs of `Api` ask for objects. `json`: in JSON. `auto`: in Protobuf where the kind is built in and the server has it, which costs
 * both sides less; what is handed out is the same. A kind of a newer server, with a field that this version does not know, is asked for in
 * JSON from then on. What is written is JSON.
 */
export type Encoding = 'auto' | 'json';

/** What a client of any service may be told. */
export interface ClientOptions {
  /** Who writes are noted for in managedFields; 1 to 128 characters. @defaultValue none: the server takes the product of the user agent */
  readonly fieldManager?: string;
  /** @defaultValue `default`, or the namespace of the configuration */
  readonly defaultNamespace?: string;
  /** How objects are asked for. @defaultValue `json` */
  readonly encoding?: Encoding;
}

/** What a client of a configuration may be told beside. */
export interface ConnectOptions extends ClientOptions {
  /**
   * A list: layers outside all others, outermost first, that see each request once, and its final answer. A function: is given the layers
   * that there would be, and gives those that there are.
   */
  readonly layers?: readonly AnyLayer[] | ChangeLayers;
  /** What sends in place of the network; it gets whole requests, with credentials. The client does not close it. */
  readonly transport?: Service;
  /** The start of the `User-Agent` header, `website-operator/1.4.0`. @defaultValue name and version of the package that runs */
  readonly userAgent?: string;
  /** How long a call may take, by what it asks for. @defaultValue 65 s for the answer to begin, 10 min in all */
  readonly deadlines?: Deadlines;
  /** How many calls the client makes. @defaultValue no limit: API servers share themselves out among their clients */
  readonly rateLimit?: RateLimit;
  /** Short calls at a time, each over a connection of its own; more wait in a queue, and streams are not counted. @defaultValue 64 */
  readonly maxConnections?: number;
  /**
   * Is told what the server warns of though it accepts a call: a field that it does not know and drops, a version that goes away. Each
   * text once. `false`: nobody is.
   *
   * @defaultValue a warning of the process (`process.on('warning')`), by default a line on the standard error stream
   */
  readonly onWarning?: WarningHandler | false;
}

const clientRules: Rules<ClientOptions> = {
  fieldManager: fieldManagerRule,
  defaultNamespace: { fits: (value) => isPathPart(value), wanted: 'the name of a namespace' },
  encoding: oneOf('auto', 'json'),
};

const connectRules: Rules<ConnectOptions> = {
  ...clientRules,
  layers: { fits: (value) => Array.isArray(value) || rules.call.fits(value), wanted: 'a list of layers, or a function that gives one' },
  transport: rules.call,
  userAgent: rules.text,
  deadlines: rules.object,
  rateLimit: rules.object,
  maxConnections: rules.count,
  onWarning: { fits: (value) => value === false || rules.call.fits(value), wanted: 'a function, or false' },
};

/** @throws KubeError `option` */
export const checkClientOptions = (options: ClientOptions): ClientOptions => checkOptions('Client.of', options, clientRules);

/** @throws KubeError `option` */
export const checkConnectOptions = (options: ConnectOptions): ConnectOptions => checkOptions('Client.from', options, connectRules);
