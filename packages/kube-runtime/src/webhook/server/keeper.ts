/**
 * Keeps a webhook server presentable: {@link keep} loads certificates, has them shown and installed, and goes on to the next before they expire.
 */
import { exponentialBackoff, KubeError, linkedAbort, messageOf, type Clock } from 'kube-core';
import type { Observable } from 'rxjs';
import type { Logger } from '../../log/logger.js';
import type { CertificateSource, Material } from '../certificates/source.js';
import { factsOf } from '../certificates/x509.js';
import { defaults } from '../options.js';

/** What is kept, and who hears of it. */
export interface KeepOptions {
  readonly source: CertificateSource;
  /** Shows a certificate to whoever connects from now on. */
  readonly show: (material: Material) => void;
  /** Tells the API servers of the authorities. @returns what could not be told. */
  readonly install: (material: Material, signal: AbortSignal) => Promise<readonly KubeError[]>;
  /** Hears each time that all is as it should be. */
  readonly kept: (material: Material) => void;
  /** Emits when something may have been changed by somebody else. */
  readonly changes: Observable<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Since when the authorities are told in all places. */
interface Told {
  readonly authorities: string | undefined;
  readonly at: number;
}

/** What came of one round. */
interface Round {
  readonly failures: readonly unknown[];
  /** When the next is due, in milliseconds from now; `undefined`: it failed before that was known. */
  readonly waitMs: number | undefined;
  readonly told: Told | undefined;
}

/** Goes on until the signal aborts. What fails is logged and tried again; a place that cannot be told keeps nothing else from being done. */
export async function keep(options: KeepOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, changes } = options;
  const backoff = exponentialBackoff({ initialMs: defaults.retryMs.first, maxMs: defaults.retryMs.longest });
  let failed = 0;
  let told: Told | undefined;
  const isOver = (): boolean => signal.aborted;
  const alarm = new Alarm(clock);
  const subscription = changes.subscribe({ next: () => alarm.ring(), error: (error: unknown) => report(log, error, 0) });
  try {
    while (!isOver()) {
      alarm.clear();
      const round = await once(options, told, signal);
      told = round.told;
      failed = round.failures.length === 0 ? 0 : failed + 1;
      const retryMs = failed === 0 ? Infinity : backoff(failed);
      if (!isOver()) for (const failure of round.failures) report(log, failure, retryMs);
      const waitMs = Math.min(round.waitMs ?? Infinity, retryMs);
      await alarm.wait(waitMs, { leastMs: failed > 0 ? waitMs : defaults.pauseMs, signal });
    }
  } finally {
    subscription.unsubscribe();
  }
}

async function once({ source, show, install, kept, clock }: KeepOptions, before: Told | undefined, signal: AbortSignal): Promise<Round> {
  let failures: readonly unknown[] = [];
  let told: Told | undefined;
  try {
    const material = await source.load(signal);
    show(material);
    failures = await install(material, signal);
    const { authorities } = material;
    if (failures.length === 0) {
      told = before?.authorities === authorities ? before : { authorities, at: clock.now() };
      kept(material);
    }
    return { failures, told, waitMs: await source.advance({ toldAt: told?.at, signal }) };
  } catch (error) {
    return { failures: [...failures, error], told, waitMs: undefined };
  }
}

function report(log: Logger, error: unknown, retryInMs: number): void {
  const failure = new KubeError('webhook-certificates', `certificates and webhooks cannot be kept up: ${messageOf(error)}`, {
    cause: error,
  });
  log.warn({ err: failure, retryInMs }, failure.message);
}

/** A wait that can be cut short, also before it begins. */
class Alarm {
  readonly #clock: Clock;
  #rang = false;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rang = true;
    this.#wake();
  }

  clear(): void {
    this.#rang = false;
  }

  /** @param leastMs - Is waited also where it rings: two programs that undo each other's changes must not do so without rest. */
  async wait(ms: number, { leastMs, signal }: { readonly leastMs: number; readonly signal: AbortSignal }): Promise<void> {
    const rest = Math.min(leastMs, ms);
    await this.#sleep(rest, signal);
    if (this.#rang || ms <= rest) return;
    using cut = linkedAbort(signal);
    this.#wake = () => cut.abort();
    await this.#sleep(ms - rest, cut.signal);
    this.#wake = () => undefined;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await this.#clock.sleep(ms, signal).catch(() => undefined);
  }
}

/** @throws Error where a certificate has expired: for a health check. */
export function checkValid({ certificate }: Material, now: number): void {
  const { until } = factsOf(certificate);
  if (now >= until) throw new Error(`the certificate has expired at ${new Date(until).toISOString()}`);
}
