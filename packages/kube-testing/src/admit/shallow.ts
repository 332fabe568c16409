/**
 * No step after {@link shallow} meets an object that is nested too deeply to be walked.
 */
import { requireStorable } from '../request/storable.js';
import { checking, type Step } from './attempt.js';

/** @throws Refusal 400 for an object that is nested too deeply: patches may nest what no body did. */
export const shallow: Step = checking(({ asked }) => requireStorable(asked));
