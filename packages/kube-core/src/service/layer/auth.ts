/**
 * Says who asks: {@link auth} by a header, {@link renewTls} by a client certificate. A 401 makes them look for something newer, and the
 * request goes out once more if there is; upgrades pass here as well.
 */
import { discard, type KubeRequest, type KubeResponse } from '../../request/http.js';
import type { Layer } from '../service.js';
import type { TlsSource } from '../tls.js';

/** What knows the caller's `Authorization` header. */
export interface Credentials {
  /**
   * The header's value, `Bearer …`; `undefined` sends none.
   *
   * @param signal - Ends the wait of this call; others may still wait for the same answer.
   */
  authorization(signal?: AbortSignal): Promise<string | undefined>;
  /**
   * The server did not accept a value: finds a newer one, if there is any. Missing where there never is; then a 401 is the answer.
   *
   * @param refused - The value that was not accepted: another call may have found a newer one meanwhile.
   * @param signal - Ends the wait of this call.
   */
  refresh?(refused: string | undefined, signal?: AbortSignal): Promise<void>;
}

/** A header that the request brings itself is left alone. */
export function auth(credentials: Credentials): Layer {
  return (inner) => async (request) => {
    if (request.headers.authorization !== undefined) return inner(request);
    const { signal } = request;
    const authorization = await credentials.authorization(signal);
    const response = await inner(withAuthorization(request, authorization));
    if (response.status !== 401 || credentials.refresh === undefined) return response;
    await credentials.refresh(authorization, signal);
    const newer = await credentials.authorization(signal);
    return newer === authorization ? response : instead(response, () => inner(withAuthorization(request, newer)));
  };
}

/** For files of certificates: they may have been replaced since they were last read. */
export function renewTls(tls: TlsSource): Layer {
  return (inner) => async (request) => {
    const { version } = await tls.current();
    const response = await inner(request);
    if (response.status !== 401) return response;
    tls.renew();
    return (await tls.current()).version === version ? response : instead(response, () => inner(request));
  };
}

async function instead(response: KubeResponse, again: () => Promise<KubeResponse>): Promise<KubeResponse> {
  await discard(response);
  return again();
}

const withAuthorization = (request: KubeRequest, authorization: string | undefined): KubeRequest =>
  authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
