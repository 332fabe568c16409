/**
 * The answer is not what it should be: {@link AnswerError}.
 */
import { KubeError } from '../errors.js';

/** A body that is no JSON, or a refused upgrade without a Status: usually a proxy that answered in the server's place. */
export class AnswerError extends KubeError {
  /**
   * @param message - What was wrong with it.
   * @param options - The cause.
   */
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('answer', message, options);
  }
}
