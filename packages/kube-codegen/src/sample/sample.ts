/** An object of a kind to begin with, which a server takes: {@link sampleObject}. */
import { isObject } from 'kube-core/json';
import { checkStructural, type Finding, validator } from 'kube-core/schema';
import type { Definition, Version } from '../crd/definition.js';
import { searched } from './search.js';
import { sampleOf } from './value.js';

/** An object, and what a server has against it. */
export interface Sample {
  readonly object: Readonly<Record<string, unknown>>;
  /** Empty unless the rules of the kind ask for more than was found. */
  readonly findings: readonly Finding[];
}

/**
 * An object of a version of a kind with its required fields and those that have a default: the same for the same definition.
 *
 * @param definition - Checked before: a schema that no server takes judges nothing.
 */
export function sampleObject({ group, kind, scope }: Pick<Definition, 'group' | 'kind' | 'scope'>, { name, schema }: Version): Sample {
  const { apiVersion: _, kind: _kind, metadata: _metadata, status: _status, ...own } = schema.properties ?? {};
  const required = (schema.required ?? []).filter((each) => Object.hasOwn(own, each));
  const wanted = required.length === 0 && Object.hasOwn(own, 'spec') ? ['spec'] : required; // an object without a spec shows nothing
  const fields = sampleOf({ ...schema, properties: own, required: wanted });
  const metadata = { name: 'example', ...(scope === 'Namespaced' && { namespace: 'default' }) };
  const first = { apiVersion: `${group}/${name}`, kind, metadata, ...(isObject(fields) && fields) };
  const judge = validator(schema);
  const { value, findings } = searched(first, { ...schema, properties: own }, (each) => judge.validate(each));
  return { object: isObject(value) ? value : first, findings };
}

/** What a server refuses of the schema: then nothing can be made of it. */
export const unsound = ({ schema, hasStatus }: Version): readonly string[] =>
  checkStructural(schema, { root: true, statusSubresource: hasStatus }).map(({ path, message }) => `${path}: ${message}`);
