/**
 * Calls a webhook server as an API server does: {@link caller} and the reviews that it sends.
 */
import { Agent, request, type RequestOptions } from 'node:https';

/** What came back. */
export interface Called {
  readonly status: number;
  readonly text: string;
  readonly connection: string | undefined;
}

/** What to send, but for the path. */
export interface CallOptions extends RequestOptions {
  /** @defaultValue POST */
  readonly method?: string;
  readonly body?: string;
}

/** A client with one connection at a time, which it keeps. */
export interface Caller extends Disposable {
  call(path: string, options?: CallOptions): Promise<Called>;
}

/** @param ca - Whom it trusts, PEM. */
export function caller(url: string, ca: string): Caller {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 1 });
  return {
    call: (path, { body = '', ...options } = {}) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const asked = request(`${url}${path}`, { agent, method: 'POST', headers, ...options }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.once('end', () => resolve({ status: response.statusCode ?? 0, text, connection: response.headers.connection }));
        });
        asked.once('error', reject).end(body);
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** A review of a ConfigMap that is created. */
export const admissionOf = (object: object, uid = 'u-1'): string =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: '', version: 'v1', kind: 'ConfigMap' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      name: 'settings',
      namespace: 'default',
      operation: 'CREATE',
      object,
    },
  });
