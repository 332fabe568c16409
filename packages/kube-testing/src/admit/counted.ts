/**
 * The generation counts the changes of what is desired: {@link counted}.
 */
import { changesDesired } from '../registry/kind-rules.js';
import { changing, type Step } from './attempt.js';

/** Raises the generation of an object whose desired state changes. */
export const counted: Step = changing(({ object, current, target: { resource } }) => {
  if (current === undefined || !resource.generation || !changesDesired(object, current, resource)) return object;
  return { ...object, metadata: { ...object.metadata, generation: (current.metadata.generation ?? 0) + 1 } };
});
