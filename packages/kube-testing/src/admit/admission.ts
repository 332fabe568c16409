/**
 * What every write must pass before it is stored: {@link admit} runs one list of steps, in the order of kube-apiserver, for creates, updates,
 * each kind of patch and each subresource.
 */
import type { Attempt, Step } from './attempt.js';
import { begun } from './begun.js';
import { counted } from './counted.js';
import { livingNamespace } from './namespaces.js';
import { ownMetadata, ownPart } from './own-part.js';
import { named, placed } from './placed.js';
import { shallow } from './shallow.js';
import { shaped } from './shaped.js';
import { tracked } from './tracked.js';
import { validated } from './validated.js';
import { unversioned, versioned } from './versioned.js';

const steps: readonly Step[] = [
  shallow,
  shaped,
  placed,
  named,
  livingNamespace,
  ownPart,
  versioned,
  ownMetadata,
  begun,
  validated,
  counted,
  tracked,
  unversioned,
];

/**
 * The attempt as it may be stored.
 *
 * @throws Refusal of the first step that it does not pass.
 */
export const admit = (attempt: Attempt): Attempt => steps.reduce((before, step) => step(before), attempt);
