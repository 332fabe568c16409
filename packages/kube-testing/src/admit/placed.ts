/**
 * The namespace and the name of an object are those of the URL: {@link placed}, {@link named}.
 */
import { badRequest, type Refusal } from '../refusal.js';
import { changing, checking, type Step } from './attempt.js';

/** Gives an object the namespace of the URL. @throws Refusal 400 for another one, or one where there are none. */
export const placed: Step = changing(({ object, target: { resource, namespace } }) => {
  const own = object.metadata.namespace ?? '';
  if (!resource.namespaced) {
    if (own !== '') throw badRequest('namespace field is not allowed for cluster-scoped objects');
    return object;
  }
  if (namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  if (own !== '' && own !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return { ...object, metadata: { ...object.metadata, namespace } };
});

/** @throws Refusal 400 for an update of an object by another name than the URL's. */
export const named: Step = checking(({ object, current, target: { name } }) => {
  if (current === undefined) return;
  const own = object.metadata.name ?? '';
  if (own === '') throw badRequest('the name of the object must be set');
  if (own !== name) throw otherName(own, name);
});

/** 400 for an object by another name than the URL's. */
export const otherName = (own: string, name: string): Refusal =>
  badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
