/**
 * `kubectl certificate`: {@link approve} and {@link deny}.
 */
import { Api } from '../api/api.js';
import type { Client } from '../client/client.js';
import { KubeError } from '../errors.js';
import { CertificateSigningRequest } from '../k8s/certificates-v1.js';
import type { CallOptions } from '../request/params.js';
import type { Stored } from '../resource/definition.js';
import { checkOptions, rules } from '../util/options.js';
import { callRules } from './workload.js';

/** Options of {@link approve} and {@link deny}. */
export interface VerdictOptions extends Pick<CallOptions, 'signal'> {
  /** One word for programs. @defaultValue `Approved` or `Denied` */
  readonly reason?: string;
  /** Why, for people. @defaultValue none */
  readonly message?: string;
}

const verdictRules = { ...callRules, reason: rules.text, message: rules.text };

/**
 * Approves a CertificateSigningRequest, so that its signer may sign it. One that is approved stays as it is.
 *
 * @throws KubeError `certificate` for a request that is denied: that cannot be taken back; ApiError for one that is not there.
 */
export const approve = (client: Client, name: string, options: VerdictOptions = {}): Promise<Stored<CertificateSigningRequest>> =>
  judged(client, name, { ...verdicts.approve, options });

/**
 * Denies a CertificateSigningRequest. One that is denied stays as it is.
 *
 * @throws KubeError `certificate` for a request that is approved: that cannot be taken back; ApiError for one that is not there.
 */
export const deny = (client: Client, name: string, options: VerdictOptions = {}): Promise<Stored<CertificateSigningRequest>> =>
  judged(client, name, { ...verdicts.deny, options });

const verdicts = {
  approve: { verb: 'approve', type: 'Approved', opposite: 'Denied' },
  deny: { verb: 'deny', type: 'Denied', opposite: 'Approved' },
} as const;

interface Judging {
  readonly verb: string;
  readonly type: string;
  readonly opposite: string;
  readonly options: VerdictOptions;
}

async function judged(client: Client, name: string, judging: Judging): Promise<Stored<CertificateSigningRequest>> {
  const { verb, type, opposite, options } = judging;
  const { reason = type, message, ...call } = checkOptions(`${verb}()`, options, verdictRules);
  const approvals = Api.all(client, CertificateSigningRequest).subresource('approval');
  return approvals.modify(
    name,
    (found) => {
      const conditions = found.status?.conditions ?? [];
      if (conditions.some((each) => each.type === opposite))
        throw new KubeError('certificate', `CertificateSigningRequest ${name} is ${opposite.toLowerCase()} already; make another one`);
      if (conditions.some((each) => each.type === type)) return found;
      const verdict = { type, status: 'True', reason, ...(message !== undefined && { message }) };
      return { ...found, status: { ...found.status, conditions: [...conditions, verdict] } };
    },
    call,
  );
}
