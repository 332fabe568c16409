/**
 * A refusal is an answer, and so is a defect of the server: {@link recover}.
 */
import { hasCode, isTransportError, messageOf } from 'kube-core';
import type { KubeResponse, Layer } from 'kube-core/service';
import { tell } from 'kube-core/support';
import { representStatus } from '../answer/representation.js';
import { Refusal, unforeseen } from '../refusal.js';
import type { Report } from '../report.js';
import type { Incoming } from '../request/incoming.js';

/** Answers a refusal with its Status; anything else that is thrown is reported and answered 500. */
export const recover =
  (report: Report): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    try {
      return await inner(incoming);
    } catch (error) {
      return answerTo(error, incoming, report);
    }
  };

function answerTo(error: unknown, { method, path, signal }: Incoming, report: Report): KubeResponse {
  if (error instanceof Refusal) return representStatus(error.status);
  if (signal?.aborted === true || isTransportError(error) || hasCode(error, 'server-ended')) throw error;
  tell('onDefect', () => report(error, `${method} ${path}`));
  return representStatus(unforeseen(messageOf(error)).status);
}
