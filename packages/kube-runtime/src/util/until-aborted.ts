/**
 * Waits for a stop: {@link untilAborted}.
 */
import { linkedAbort, onAbort } from 'kube-core';

/** Resolves when one of the signals aborts, at once if one has; never where there is none. Nothing stays on the others. */
export async function untilAborted(...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  using any = linkedAbort(...signals);
  await new Promise<void>((resolve) => onAbort(any.signal, () => resolve()));
}
