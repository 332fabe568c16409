/**
 * The error of a copy: {@link refuse}.
 */
import { KubeError } from '../../errors.js';

/** A copy that cannot be made, or must not. */
export const refuse = (words: string, cause?: unknown): KubeError => new KubeError('copy', words, { cause });
