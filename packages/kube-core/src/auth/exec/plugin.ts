/**
 * Credentials that a program gives: how clusters of EKS, GKE and AKS and logins by OIDC are reached. Enter at {@link execCredentials}.
 *
 * The protocol is client.authentication.k8s.io, v1 and v1beta1: the plugin finds an `ExecCredential` in `KUBERNETES_EXEC_INFO` and writes
 * one with a status on its standard output.
 */
import type { ExecPlugin } from '../../config/types.js';
import type { Credentials } from '../../service/layer/auth.js';
import { systemClock, type Clock } from '../../util/async/clock.js';
import type { CertificatePair, Identity } from '../identity-tls.js';
import { Renewable } from '../renewable.js';
import { readAnswer, type ExecIdentity } from './answer.js';
import { pluginName } from './errors.js';
import { runPlugin } from './run.js';
import { shared } from '../shared.js';

/** What {@link execCredentials} may be told. */
export interface ExecOptions {
  readonly clock?: Clock;
}

/** The credentials of a plugin; those of one configuration are shared by all its clients, so that it runs once for all of them. */
export const sharedExecCredentials = shared((plugin: ExecPlugin): Credentials & Identity => execCredentials(plugin));

/**
 * @param plugin - Which program, and how it runs.
 * @param options - The clock.
 * @returns what runs the program when it is first asked, shortly before its answer ends, and after a 401; once for all who wait.
 */
export function execCredentials(plugin: ExecPlugin, options: ExecOptions = {}): Credentials & Identity {
  return new ExecCredentials(plugin, options);
}

class ExecCredentials implements Credentials, Identity {
  readonly #identity: Renewable<ExecIdentity>;

  constructor(plugin: ExecPlugin, { clock = systemClock }: ExecOptions) {
    const ask = async (signal: AbortSignal) => readAnswer(await runPlugin(plugin, signal), plugin);
    this.#identity = new Renewable({ ask, clock, name: pluginName(plugin.command) });
  }

  async authorization(signal?: AbortSignal): Promise<string | undefined> {
    return (await this.#identity.current(signal)).authorization;
  }

  /** A plugin without a token was not refused by its header: its certificate may have been. */
  async refresh(refused: string | undefined, signal?: AbortSignal): Promise<void> {
    if (refused !== undefined) await this.#identity.refuse(({ authorization }) => authorization === refused, signal);
  }

  async certificate(signal?: AbortSignal): Promise<CertificatePair | undefined> {
    return (await this.#identity.current(signal)).certificate;
  }

  async refuseCertificate(refused: CertificatePair | undefined): Promise<void> {
    if (refused !== undefined) await this.#identity.refuse(({ certificate }) => certificate === refused);
  }
}
