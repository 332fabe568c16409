/**
 * What makes a schema fit for a CustomResourceDefinition: structural (KEP-1979), with defaults and rules that hold.
 * Enter at {@link checkStructural}.
 */
import { checkDepth } from '../depth.js';
import { forbidden, invalid, named, required } from '../findings.js';
import { checkDefault } from './default.js';
import { misformed } from './form.js';
import { checkCompleteness, checkJunctors } from './junctor.js';
import { checkKeywords, checkListType } from './node.js';
import { type RuleScope, checkRules, ruleScope } from './rules.js';
import type { Finding, Schema } from '../types.js';
import { own } from '../../util/json/json.js';

/** Which schema is checked, and what its findings are called. */
export interface StructuralOptions {
  /** Whether it describes a whole object, so that it has to be an object and cannot say much about metadata. @defaultValue false */
  readonly root?: boolean;
  /** Whether the version has a status subresource, which allows less at the root. @defaultValue false */
  readonly statusSubresource?: boolean;
  /** Where the schema stands, `spec.versions[0].schema.openAPIV3Schema` for example. @defaultValue '' */
  readonly path?: string;
}

/**
 * Why the API server would refuse a CRD with this schema; empty when it would take it.
 *
 * Left to the server: the estimated cost of rules, and keywords that CRDs do not have, which it drops or refuses when it reads.
 *
 * @throws KubeError `schema-depth` for a schema that is nested more deeply than 500 levels.
 */
export function checkStructural(schema: Schema, options: StructuralOptions = {}): readonly Finding[] {
  checkDepth(schema);
  const { root = false, path = '' } = options;
  const unreadable = misformed(schema, path);
  if (unreadable.length > 0) return unreadable; // no other check could read it
  const scope = ruleScope(schema, { root });
  const findings = root ? checkRoot(schema, path, options.statusSubresource === true) : [];
  findings.push(
    ...visit({ schema, path, place: root ? 'root' : 'field', scope, uncorrelatable: undefined }),
    ...checkCompleteness(schema, path),
  );
  return findings;
}

/** Where a schema stands below another. */
type PlaceKind = 'root' | 'field' | 'items';

interface Place {
  readonly schema: Schema;
  readonly path: string;
  readonly place: PlaceKind;
  readonly scope: RuleScope;
  /** The list above whose items have no old self, if there is one. */
  readonly uncorrelatable: string | undefined;
}

const missingType: Readonly<Record<PlaceKind, string>> = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  items: 'must not be empty for specified array items',
};

function visit(place: Place): Finding[] {
  const { schema, path, scope } = place;
  const findings: Finding[] = [];
  const isReference = Object.hasOwn(schema, '$ref'); // refused as such
  const isAnything = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isFree = isReference || (isAnything && place.place !== 'root');
  if ((schema.type ?? '') === '' && !isFree) findings.push(required(`${path}.type`, missingType[place.place]));
  findings.push(...checkKeywords(schema, path), ...checkListType(schema, path), ...checkExtensions(schema, path));
  if (place.place === 'root' || schema['x-kubernetes-embedded-resource'] === true) findings.push(...checkMetaTypes(schema, path));
  findings.push(...checkJunctors(schema, path, place.place === 'root'));
  findings.push(...checkDefault(schema, { path, root: place.place === 'root' }));
  findings.push(...checkRules(schema, { path, scope, root: place.place === 'root', uncorrelatable: place.uncorrelatable }));
  for (const below of placesBelow(place)) findings.push(...visit(below));
  return findings;
}

function* placesBelow({ schema, path, scope, uncorrelatable }: Place): Generator<Place> {
  const { properties = {}, additionalProperties, items } = schema;
  for (const [name, property] of Object.entries(properties)) {
    yield { schema: property, path: `${path}.properties[${name}]`, place: 'field', scope, uncorrelatable };
  }
  if (typeof additionalProperties === 'object') {
    yield { schema: additionalProperties, path: `${path}.additionalProperties`, place: 'field', scope, uncorrelatable };
  }
  if (items === undefined) return;
  const isMap = schema['x-kubernetes-list-type'] === 'map';
  yield { schema: items, path: `${path}.items`, place: 'items', scope, uncorrelatable: uncorrelatable ?? (isMap ? undefined : path) };
}

/** What a root may say where status is a subresource. */
const statusKeywords: ReadonlySet<string> = new Set([
  'description', 'type', 'format', 'title', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern',
  'maxItems', 'minItems', 'uniqueItems', 'multipleOf', 'required', 'items', 'properties', 'externalDocs', 'example',
  'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations',
]); // prettier-ignore

const statusMessage =
  'Invalid value: only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf ' +
  'Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations] fields are allowed at the root of the schema if the status subresource is enabled';

function checkRoot(schema: Schema, path: string, statusSubresource: boolean): Finding[] {
  const findings: Finding[] = [];
  const { type = '', additionalProperties } = schema;
  if (type !== '' && type !== 'object') findings.push(invalid(`${path}.type`, type, 'must be object at the root'));
  if (schema.nullable === true) findings.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  if (additionalProperties !== undefined) findings.push(forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
  const isBeyondStatus = Object.keys(schema).some((keyword) => !statusKeywords.has(keyword));
  // The server quotes the whole schema here; nobody would read it.
  if (statusSubresource && isBeyondStatus) findings.push({ path, code: 'FieldValueInvalid', message: statusMessage });
  findings.push(...checkMetadata(schema, path));
  findings.push(
    ...['apiVersion', 'kind'].flatMap((name) => defaultForbidden(own(schema.properties, name), `${path}.properties[${name}]`, name)),
  );
  return findings;
}

function checkMetadata(schema: Schema, path: string): readonly Finding[] {
  const metadata = schema.properties?.metadata;
  if (metadata === undefined) return [];
  const at = `${path}.properties[metadata]`;
  const { type: _type, properties = {}, default: _default, ...rest } = metadata;
  const isMore = Object.keys(rest).length > 0 || Object.keys(properties).some((name) => name !== 'name' && name !== 'generateName');
  return [
    ...(isMore ? [forbidden(at, 'must not specify anything other than name and generateName, but metadata is implicitly specified')] : []),
    ...defaultForbidden(metadata, at, 'metadata'),
  ];
}

function defaultForbidden(schema: Schema | undefined, path: string, name: string): readonly Finding[] {
  if (schema === undefined) return [];
  const here = hasDefault(schema) ? [forbidden(`${path}.default`, `must not be set in top-level ${name}`)] : [];
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    defaultForbidden(property, `${path}.properties[${key}]`, name),
  );
  return [...here, ...below];
}

function hasDefault(schema: Schema): boolean {
  return schema.default !== undefined && schema.default !== null;
}

/** The types that apiVersion, kind and metadata have in any object. */
const metaTypes: readonly (readonly [string, string])[] = [
  ['apiVersion', 'string'],
  ['kind', 'string'],
  ['metadata', 'object'],
];

function checkMetaTypes(schema: Schema, path: string): readonly Finding[] {
  return metaTypes.flatMap(([name, wanted]) => {
    const property = own(schema.properties, name);
    const type = property?.type ?? '';
    return property === undefined || type === wanted
      ? []
      : [named(invalid(`${path}.properties[${name}].type`, type, `must be ${wanted}`), 'embedded-type', wanted)];
  });
}

function checkExtensions(schema: Schema, path: string): readonly Finding[] {
  const findings: Finding[] = [];
  const { type = '', properties = {}, additionalProperties } = schema;
  const preserve = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema['x-kubernetes-embedded-resource'] === true) {
    const wrong = 'must be object if x-kubernetes-embedded-resource is true';
    if (type === '') findings.push(required(`${path}.type`, wrong));
    else if (type !== 'object') findings.push(invalid(`${path}.type`, type, wrong));
    const isEmpty = Object.keys(properties).length === 0 && !preserve && schema['x-kubernetes-int-or-string'] !== true;
    const needed = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    if (isEmpty) findings.push(named(required(`${path}.properties`, needed), 'embedded-empty'));
    if (additionalProperties !== undefined)
      findings.push(forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    for (const other of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
      if (schema[other] === true) findings.push(invalid(`${path}.${other}`, true, 'must be false if x-kubernetes-int-or-string is true'));
    }
  }
  return findings;
}
