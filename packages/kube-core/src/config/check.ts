/**
 * A configuration that a program has made by hand, looked at before it is used: {@link checkConfig}. No message shows a value: it may be
 * a token.
 */
import { KubeError } from '../errors.js';
import { unwanted } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { checkOptions, oneOf, rules, type Rule, type Rules } from '../util/options.js';
import type { Config, CredentialsConfig, Impersonation, TlsConfig } from './types.js';

const materialRule: Rule = {
  fits: (value) => isObject(value) && (typeof value['data'] === 'string' || typeof value['file'] === 'string'),
  wanted: '{ data } or { file }, both text',
};
const textsRule: Rule = {
  ...rules.texts,
  wanted: 'a list of strings',
};
const proxyRule: Rule = {
  fits: (value) => value === false || (isObject(value) && typeof value['url'] === 'string'),
  wanted: "{ url: 'http://proxy:3128' }, or false for none",
};

const configRules: Rules<Config> = {
  context: rules.text,
  server: rules.text,
  defaultNamespace: rules.text,
  tls: rules.object,
  credentials: rules.object,
  impersonate: rules.object,
  proxy: proxyRule,
  disableCompression: rules.flag,
};
const tlsRules: Rules<TlsConfig> = {
  ca: materialRule,
  certificate: materialRule,
  key: materialRule,
  serverName: rules.text,
  insecure: rules.flag,
};
const impersonationRules: Rules<Impersonation> = { user: rules.text, uid: rules.text, groups: textsRule, extra: rules.object };

type Type = CredentialsConfig['type'];
type FieldRules = { readonly [T in Type]: Rules<Omit<Extract<CredentialsConfig, { readonly type: T }>, 'type'>> };

/** What each kind of credentials may hold. */
const fields: FieldRules = {
  none: {},
  token: { token: rules.text },
  'token-file': { file: rules.path, token: rules.text },
  exec: {
    ...{ apiVersion: rules.text, command: rules.text, interactiveMode: oneOf('Never', 'IfAvailable', 'Always') },
    ...{ args: textsRule, env: rules.object, installHint: rules.text, cluster: rules.object, timeoutSeconds: rules.anything },
  },
  'token-source': { token: rules.call },
  oidc: {
    ...{ issuer: rules.text, clientId: rules.text, clientSecret: rules.text, ca: materialRule },
    ...{ idToken: rules.text, refreshToken: rules.text, keptIn: rules.object },
  },
  basic: { username: rules.text, password: rules.text },
};

/** What each of them must hold. */
const needs: Readonly<Record<Type, readonly string[]>> = {
  none: [],
  token: ['token'],
  'token-file': ['file'],
  exec: ['apiVersion', 'command', 'interactiveMode'],
  'token-source': ['token'],
  oidc: ['issuer', 'clientId'],
  basic: ['username', 'password'],
};

/**
 * @param config - What a program calls a configuration.
 * @throws KubeError `params` for what is none, `option` for a field that is missing, misspelt or of another type.
 */
export function checkConfig(config: unknown): asserts config is Config {
  if (!isObject(config)) throw unwanted('Client.from takes a configuration, as Config.infer() finds it', config);
  if (typeof config['config'] === 'function')
    throw new KubeError('option', 'Client.from takes a configuration, and this is a kubeconfig: pass kubeconfig.config()');
  checkOptions<object>('a configuration', config, configRules);
  if (config['server'] === undefined) throw new KubeError('option', 'the configuration has no server; give https://host:6443');
  checkOptions<object>('tls', needed(config, 'tls', 'give {} to trust the authorities of Node'), tlsRules);
  checkCredentials(needed(config, 'credentials', "give { type: 'none' } for nobody"));
  if (isObject(config['impersonate'])) checkImpersonation(config['impersonate']);
}

function needed(config: object, name: string, help: string): object {
  const value: unknown = Reflect.get(config, name);
  if (isObject(value)) return value;
  throw new KubeError('option', `the configuration has no ${name}; ${help}`);
}

function checkCredentials(credentials: object): void {
  const { type, ...given } = credentials as { readonly type?: unknown };
  if (!isType(type)) throw new KubeError('option', `the type of the credentials is none that there is: ${Object.keys(needs).join(', ')}`);
  const known: Readonly<Record<string, Rule>> = fields[type];
  for (const [name, rule] of Object.entries(known)) {
    const value: unknown = Reflect.get(given, name);
    const mayBeMissing = value === undefined && !needs[type].includes(name);
    if (!mayBeMissing && !rule.fits(value))
      throw new KubeError('option', `credentials of the type ${type} need ${name}: give ${rule.wanted}`);
  }
  checkOptions<object>(`credentials of the type ${type}`, given, known);
}

const isType = (type: unknown): type is Type => typeof type === 'string' && Object.hasOwn(needs, type);

function checkImpersonation(impersonate: object): void {
  const { user } = checkOptions<Partial<Impersonation>>('impersonate', impersonate, impersonationRules);
  if (user === undefined) throw new KubeError('impersonation', 'impersonate names no user, whom to act as');
}
