/**
 * Who may do what: {@link authorize} asks an authorizer, and refuses in the words of kube-apiserver.
 */
import { qualifiedName } from 'kube-core';
import type { Layer } from 'kube-core/service';
import { Refusal } from '../refusal.js';
import { attributesOf, type PathAttributes, type RequestAttributes, type ResourceAttributes } from '../request/attributes.js';
import type { Incoming } from '../request/incoming.js';

/** Whether a user may do something: true, false, or why not. */
export type Authorizer = (attributes: RequestAttributes) => boolean | string | Promise<boolean | string>;

/** Allows everything. */
export const allowAll: Authorizer = () => true;

/** Answers 403 to what the authorizer does not allow. */
export const authorize =
  (authorizer: Authorizer): Layer<Incoming> =>
  (inner) =>
  async (incoming) => {
    const attributes = attributesOf(incoming);
    const decision = await authorizer(attributes);
    if (decision !== true) throw forbiddenTo(attributes, decision);
    return inner(incoming);
  };

/** 403. @param why - The reason of the authorizer, if it gave one. */
export function forbiddenTo(attributes: RequestAttributes, why: string | false): Refusal {
  const reason = why === false ? '' : `: ${why}`;
  return 'path' in attributes ? forbiddenPath(attributes, reason) : forbiddenResource(attributes, reason);
}

function forbiddenPath({ user, verb, path }: PathAttributes, reason: string): Refusal {
  const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}${reason}`;
  return new Refusal({ message, reason: 'Forbidden', details: {}, code: 403 });
}

function forbiddenResource({ user, verb, group, resource, subresource, namespace, name }: ResourceAttributes, reason: string): Refusal {
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = `${qualifiedName({ plural: resource, group })}${name === undefined ? '' : ` ${JSON.stringify(name)}`}`;
  const message =
    `${what} is forbidden: User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(kind)} ` +
    `in API group ${JSON.stringify(group)} ${where}${reason}`;
  const details = { ...(name !== undefined && { name }), ...(group !== '' && { group }), kind: resource };
  return new Refusal({ message, reason: 'Forbidden', details, code: 403 });
}
