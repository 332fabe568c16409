/**
 * Watches that come late: {@link lagging} puts a gate in front of every event that they bring.
 */
import { Client } from 'kube-core';
import type { KubeResponse } from 'kube-core/testing';
import type { Service } from 'kube-core/service';

/** A client whose watches can be stopped, broken and let go. */
export interface Lagging {
  readonly client: Client;
  /** From now on no event comes, and no watch is opened. */
  readonly stop: () => void;
  /** What was stopped comes, and everything after it. */
  readonly go: () => void;
  /** Ends the watches that are open; those that are opened anew from a version are told that it has expired. */
  readonly breakWatches: () => void;
}

/** @param service - What answers; the API server of the test. */
export function lagging(service: Service): Lagging {
  let gate: { readonly open: Promise<void>; readonly go: () => void } | undefined;
  let broken = new AbortController();
  let expired = false;
  const client = Client.of(
    async (request) => {
      if (request.streaming !== true) return service(request);
      const initial = request.path.includes('sendInitialEvents');
      await gate?.open;
      if (expired && !initial) return expiredAnswer(await service({ ...request, path: request.path.replace(/&?resourceVersion=\d+/, '') }));
      const response = await service(request);
      return { ...response, body: late(response.body, () => gate?.open, broken.signal) };
    },
    { fieldManager: 'test' },
  );
  return {
    client,
    stop: () => {
      const { promise, resolve } = deferred();
      gate ??= { open: promise, go: resolve };
    },
    go: () => {
      gate?.go();
      gate = undefined;
    },
    breakWatches: () => {
      expired = true;
      broken.abort();
      broken = new AbortController();
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function* late(
  body: AsyncIterable<Uint8Array>,
  gate: () => Promise<void> | undefined,
  broken: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const cut = new Promise<void>((resolve) => broken.addEventListener('abort', () => resolve()));
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), cut]);
      if (next === undefined || next.done === true) return;
      await Promise.race([gate() ?? Promise.resolve(), cut]);
      if (broken.aborted) return;
      yield next.value;
    }
  } finally {
    void chunks.return?.();
  }
}

/** A watch that says that its version has expired. */
function expiredAnswer(response: KubeResponse): KubeResponse {
  void response.body[Symbol.asyncIterator]().return?.();
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410, message: 'too old' };
  const line = new TextEncoder().encode(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
  return { ...response, status: 200, body: once(line) };
}

async function* once(line: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield line;
}
