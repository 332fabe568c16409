/**
 * Everything that is wrong with a kind beyond what a single tag or type can know: {@link checkResource}.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Resource } from '../model/resource.js';
import { checkNames } from './names.js';
import { checkUnion } from './unions.js';
import { checkShape } from './values.js';
import { shapesOf } from './walk.js';

/** @returns what a server would refuse, or accept and then break on. */
export function checkResource(resource: Resource): readonly Diagnostic[] {
  return [...checkNames(resource), ...[...shapesOf(resource)].flatMap((shape) => [...checkUnion(shape), ...checkShape(shape)])];
}
