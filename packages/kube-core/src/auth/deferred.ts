/**
 * Credentials whose code is loaded by the first request: {@link Deferred}. A client has one of its own, whatever it shares with others, so
 * that closing the client ends its waits alone.
 */
import { closedError } from '../service/errors.js';
import type { Credentials } from '../service/layer/auth.js';
import { linkedAbort } from '../util/async/abort.js';
import type { CertificatePair, Identity } from './identity-tls.js';

/** What may be behind it: a header, and perhaps a client certificate. */
export type Source = Credentials & Partial<Identity>;

export class Deferred implements Credentials, Identity {
  readonly #load: () => Promise<Source>;
  readonly #closing = linkedAbort();

  /** @param load - Loads and makes the source; asked for each call, so it keeps what it has made. */
  constructor(load: () => Promise<Source>) {
    this.#load = load;
  }

  authorization(signal?: AbortSignal): Promise<string | undefined> {
    return this.#with(signal, (source, both) => source.authorization(both));
  }

  refresh(refused: string | undefined, signal?: AbortSignal): Promise<void> {
    return this.#with(signal, async (source, both) => source.refresh?.(refused, both));
  }

  certificate(signal?: AbortSignal): Promise<CertificatePair | undefined> {
    return this.#with(signal, async (source, both) => source.certificate?.(both));
  }

  refuseCertificate(refused: CertificatePair | undefined): Promise<void> {
    return this.#with(undefined, async (source) => source.refuseCertificate?.(refused));
  }

  /** Ends what waits here, with KubeError `closed`. */
  close(): void {
    this.#closing.abort(closedError());
  }

  async #with<T>(signal: AbortSignal | undefined, use: (source: Source, signal: AbortSignal) => Promise<T>): Promise<T> {
    using both = linkedAbort(signal, this.#closing.signal);
    both.signal.throwIfAborted();
    return await use(await this.#load(), both.signal);
  }
}
