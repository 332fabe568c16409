/**
 * What a webhook server answers at each of its paths: {@link routesOf}.
 */
import { randomUUID } from 'node:crypto';
import { messageOf, hasCode, type Clock } from 'kube-core';
import { parseJson, toJson } from 'kube-core/json';
import type { Page } from '../../http/server.js';
import type { WebhookMeter } from '../../http/webhook-meter.js';
import type { Logger } from '../../log/logger.js';
import { admit, type Verdict } from '../admission/admit.js';
import type { Hook } from '../admission/hook.js';
import { admissionReview, readAdmission, type AdmissionReviewRequest } from '../admission/review.js';
import { convert, type FindVersions } from '../conversion/convert.js';
import { maxBytes } from './limits.js';
import { conversionReview, readConversion } from '../conversion/review.js';
import { failureText } from '../handling.js';

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
  answer(call: RouteCall): Promise<Page>;
}

/** What routes need. */
export interface RouteHost {
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: ((path: string) => WebhookMeter) | undefined;
}

/** Where versions are converted: controller-runtime's path. */
export const conversionPath = '/convert';

/** @param hooks - What was declared. @param versions - What is converted; `undefined`: nothing. */
export function routesOf(hooks: readonly Hook[], versions: FindVersions | undefined, host: RouteHost): ReadonlyMap<string, Route> {
  const routes = hooks.map((hook) => admissionRoute(hook, host));
  if (versions !== undefined) routes.push(conversionRoute(versions, host));
  return new Map(routes.map((route) => [route.path, route]));
}

function admissionRoute(hook: Hook, { clock, log, meter }: RouteHost): Route {
  const { path } = hook;
  const answer = async (call: RouteCall): Promise<Page> => {
    const review = readAdmission(parseJson(call.body));
    const verdict = await admit(hook, review, { clock, signal: call.signal, waitsMs: call.waitsMs });
    tellOf(verdict, { log, hook, fields: fieldsOf(review, path), isLeft: call.signal.aborted });
    const { response } = verdict;
    if (response === undefined) return { status: 500, text: `${failureText(errorOf(verdict), review.uid)}\n` };
    return { status: 200, text: toJson(admissionReview(response)), contentType: 'application/json' };
  };
  return { path, maxBytes: maxBytes.admission, meter: meter?.(path), answer: (call) => answered(() => answer(call), { log, path }) };
}

function conversionRoute(find: FindVersions, { clock, log, meter }: RouteHost): Route {
  const path = conversionPath;
  const answer = async ({ body, signal, waitsMs }: RouteCall): Promise<Page> => {
    const { response, error } = await convert(readConversion(parseJson(body)), find, { clock, signal, waitsMs });
    if (error !== undefined) {
      const message = `${response.result.message ?? 'a conversion failed'}: ${messageOf(error)}`;
      log[signal.aborted ? 'debug' : 'error']({ webhook: path, uid: response.uid, err: error }, message);
    }
    return { status: 200, text: toJson(conversionReview(response)), contentType: 'application/json' };
  };
  return { path, maxBytes: maxBytes.conversion, meter: meter?.(path), answer: (call) => answered(() => answer(call), { log, path }) };
}

const errorOf = (verdict: Verdict): unknown => (verdict.state === 'failed' ? verdict.error : undefined);

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

/** Who sends no review is told so; what fails otherwise is a defect, and whoever asks is told no more than where the log has it. */
async function answered(work: () => Promise<Page>, { log, path }: { readonly log: Logger; readonly path: string }): Promise<Page> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, 'webhook-review')) return { status: 400, text: `${error.message}\n` };
    if (error instanceof SyntaxError) return { status: 400, text: `the body is no JSON: ${error.message}\n` };
    const uid = randomUUID();
    log.error({ webhook: path, uid, err: error }, `a review could not be answered: ${messageOf(error)}`);
    return { status: 500, text: `${failureText(error, uid)}\n` };
  }
}
