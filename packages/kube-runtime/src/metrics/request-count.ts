/**
 * Counts the requests that a client sends: {@link RequestCount}. It only counts; whoever asks makes metrics of it.
 */
import type { ChangeLayers } from 'kube-core';
import type { KubeRequest, Layer } from 'kube-core/service';

/** How many requests had the same answer. */
export interface RequestSeries {
  /** The status, or `<error>` where there was no answer, as by client-go. */
  readonly code: string;
  readonly method: string;
  readonly host: string;
  count: number;
}

/** Requests by their answers. */
export class RequestCount {
  readonly #series = new Map<string, RequestSeries>();

  /** The layers of a client with one more innermost, which sees each try. */
  readonly layers: ChangeLayers = (defaults, { server }) =>
    defaults.after('tls', { name: 'metrics', layer: this.layer(new URL(server).host) });

  get all(): readonly Readonly<RequestSeries>[] {
    return [...this.#series.values()];
  }

  /** A layer that counts. @param host - What the series are labelled with. */
  layer(host: string): Layer {
    return (inner) => async (request) => {
      try {
        const response = await inner(request);
        this.#count(String(response.status), request, host);
        return response;
      } catch (error) {
        this.#count('<error>', request, host);
        throw error;
      }
    };
  }

  #count(code: string, { method }: KubeRequest, host: string): void {
    const key = `${code} ${method} ${host}`;
    const series = this.#series.get(key) ?? { code, method, host, count: 0 };
    series.count++;
    this.#series.set(key, series);
  }
}
