/**
 * What a webhook server answers at each of its paths: {@link routesOf}.
 */
import { messageOf, hasCode, type Clock } from 'kube-core';
import { parseJson, toJson } from 'kube-core/json';
import type { WebhookMeter } from '../../http/webhook-meter.js';
import type { Logger } from '../../log/logger.js';
import { admit, type Verdict } from '../admission/admit.js';
import type { Hook } from '../admission/hook.js';
import { admissionReview, readAdmission, type AdmissionReviewRequest } from '../admission/review.js';
import { convert, type FindVersions } from '../conversion/convert.js';
import { conversionReview, readConversion } from '../conversion/review.js';

/** What is answered over HTTP. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Otherwise it is plain text. */
  readonly isJson?: true;
}

/** A call of a route. */
export interface RouteCall {
  readonly body: string;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** How long the API server says that it waits, in milliseconds. */
  readonly waitsMs: number | undefined;
}

/** One path. */
export interface Route {
  readonly path: string;
  /** Longer bodies are refused before they are read. */
  readonly maxBytes: number;
  readonly meter: WebhookMeter | undefined;
  /** Does not throw. */
  answer(call: RouteCall): Promise<Answer>;
}

/** What routes need. */
export interface RouteHost {
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: ((path: string) => WebhookMeter) | undefined;
}

/** Where versions are converted: controller-runtime's path. */
export const conversionPath = '/convert';

/** How large a body may be, in bytes. */
export const maxBytes = {
  /** controller-runtime's: the largest object that can be stored, twice, in JSON. */
  admission: 7 * 1024 * 1024,
  /** A whole list is converted at once; API servers ask for as many objects as a client asks them for. */
  conversion: 256 * 1024 * 1024,
} as const;

/** @param hooks - What was declared. @param versions - What is converted; `undefined`: nothing. */
export function routesOf(hooks: readonly Hook[], versions: FindVersions | undefined, host: RouteHost): ReadonlyMap<string, Route> {
  const routes = hooks.map((hook) => admissionRoute(hook, host));
  if (versions !== undefined) routes.push(conversionRoute(versions, host));
  return new Map(routes.map((route) => [route.path, route]));
}

function admissionRoute(hook: Hook, { clock, log, meter }: RouteHost): Route {
  const { path } = hook;
  const answer = async (call: RouteCall): Promise<Answer> => {
    const review = readAdmission(parseJson(call.body));
    const verdict = await admit(hook, review, { clock, signal: call.signal, waitsMs: call.waitsMs });
    tellOf(verdict, { log, hook, fields: fieldsOf(review, path), isLeft: call.signal.aborted });
    if (verdict.response === undefined) return { status: 500, text: 'the webhook failed; its log says why\n' };
    return { status: 200, text: toJson(admissionReview(verdict.response)), isJson: true };
  };
  return { path, maxBytes: maxBytes.admission, meter: meter?.(path), answer: (call) => answered(() => answer(call)) };
}

function conversionRoute(find: FindVersions, { log, meter }: RouteHost): Route {
  const answer = async ({ body }: RouteCall): Promise<Answer> => {
    const { response, error } = await convert(readConversion(parseJson(body)), find);
    if (error !== undefined) log.error({ webhook: conversionPath, err: error }, response.result.message ?? 'a conversion failed');
    return { status: 200, text: toJson(conversionReview(response)), isJson: true };
  };
  return {
    path: conversionPath,
    maxBytes: maxBytes.conversion,
    meter: meter?.(conversionPath),
    answer: (call) => answered(() => answer(call)),
  };
}

interface Told {
  readonly log: Logger;
  readonly hook: Hook;
  readonly fields: object;
  /** Nobody waits for the answer any more: the client or the API server gave up. */
  readonly isLeft: boolean;
}

/** A refusal is told to the client, and so is of little interest here. */
function tellOf(verdict: Verdict, { log, hook: { name }, fields, isLeft }: Told): void {
  if (verdict.state === 'failed') {
    const level = isLeft ? 'debug' : 'error';
    log[level]({ ...fields, err: verdict.error }, `the webhook ${name} failed: ${messageOf(verdict.error)}`);
  } else if (!verdict.response.allowed) log.debug(fields, `the webhook ${name} refused: ${verdict.response.status?.message ?? ''}`);
}

const fieldsOf = ({ uid, operation, namespace, name, dryRun }: AdmissionReviewRequest, path: string): object => ({
  webhook: path,
  operation,
  ...(namespace !== '' && { namespace }),
  name,
  uid,
  ...(dryRun && { dryRun }),
});

/** Who sends no review is told so; what fails otherwise is a defect, and the cluster is told no more than that. */
async function answered(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, 'webhook-review')) return { status: 400, text: `${error.message}\n` };
    if (error instanceof SyntaxError) return { status: 400, text: `the body is no JSON: ${error.message}\n` };
    return { status: 500, text: 'internal server error\n' };
  }
}
