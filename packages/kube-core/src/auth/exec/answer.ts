/**
 * What a plugin wrote, read: {@link readAnswer}. JSON, or YAML as client-go takes it as well.
 */
import type { ExecPlugin } from '../../config/types.js';
import { at, isObject, objectAt } from '../../util/json/json.js';
import { momentOf } from '../moment.js';
import { bearerHeader } from '../static.js';
import type { Grant } from '../renewable.js';
import type { CertificatePair } from '../identity-tls.js';
import { execError, pluginName } from './errors.js';

/** Who asks, as a plugin says it. */
export interface ExecIdentity {
  readonly authorization: string | undefined;
  readonly certificate: CertificatePair | undefined;
}

/**
 * @param text - Its standard output.
 * @param plugin - Whose.
 * @throws KubeError `exec-plugin` that says what is wrong and shows none of it; `header` for a token that no header can hold.
 */
export async function readAnswer(text: string, { command, apiVersion }: ExecPlugin): Promise<Grant<ExecIdentity>> {
  const answer = await parsed(text);
  const fault = (what: string): never => {
    throw execError(command, what);
  };
  if (!isObject(answer)) return fault('wrote something that is no ExecCredential');
  if ((answer['kind'] ?? 'ExecCredential') !== 'ExecCredential') return fault('wrote something whose kind is not ExecCredential');
  if (answer['apiVersion'] !== apiVersion)
    return fault(`answers in another version than ${apiVersion}, which the kubeconfig asks for: set exec.apiVersion to that of the plugin`);
  if (!isObject(answer['status'])) return fault('wrote an ExecCredential without a status');
  const textOf = (name: string): string => {
    const value = at(answer, ['status', name]) ?? '';
    return typeof value === 'string' ? value : fault(`gave a ${name} that is not text`);
  };
  const [token, certificate, key] = ['token', 'clientCertificateData', 'clientKeyData'].map(textOf) as [string, string, string];
  if ((certificate === '') !== (key === '')) return fault('gave a client certificate without its key, or a key without its certificate');
  if (token === '' && key === '') return fault('gave neither a token nor a client certificate');
  return {
    value: {
      authorization: token === '' ? undefined : bearerHeader(token, `the token of ${pluginName(command)}`),
      certificate: key === '' ? undefined : { certificate, key, origin: pluginName(command) },
    },
    expiresAtMs: momentOf(objectAt(answer, 'status')['expirationTimestamp']) ?? fault('gave an expirationTimestamp that is no time'),
  };
}

async function parsed(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return /^\s*\{/.test(text) ? undefined : fromYaml(text); // what begins like JSON is JSON, as in client-go
  }
}

/** `undefined` for what is no YAML: the parser's words quote it. */
async function fromYaml(text: string): Promise<unknown> {
  const { yamlDocuments } = await import('../../util/json/yaml.js');
  try {
    const { documents } = yamlDocuments(text, { version: '1.1', logLevel: 'silent' });
    return documents.length !== 1 || documents.some(({ errors }) => errors.length > 0) ? undefined : documents[0]?.toJS();
  } catch {
    return undefined;
  }
}
