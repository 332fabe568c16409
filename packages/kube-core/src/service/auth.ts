/**
 * Says who asks. A 401 makes the credentials refresh, and the request go out once more; upgrades pass here as well.
 */
import { discard, type KubeRequest, type KubeResponse } from '../request/http.js';
import type { Layer } from './service.js';

/** What knows the caller's `Authorization` header. */
export interface Credentials {
  /** The header's value, `Bearer …`; `undefined` sends none. */
  authorization(): Promise<string | undefined>;
  /** The server did not accept the last value: forget it, and find a newer one if there is any. */
  refresh(): Promise<void>;
}

/** A header that the request brings itself is left alone. */
export function auth(credentials: Credentials): Layer {
  return (inner) => async (request) => {
    if (request.headers.authorization !== undefined) return inner(request);
    const send = async (): Promise<KubeResponse> => inner(withAuthorization(request, await credentials.authorization()));
    const response = await send();
    if (response.status !== 401) return response;
    await discard(response);
    await credentials.refresh();
    return send();
  };
}

const withAuthorization = (request: KubeRequest, authorization: string | undefined): KubeRequest =>
  authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
