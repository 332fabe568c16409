/** What one node of a CRD's schema may say, wherever it stands: keywords, list and map types. Enter at {@link checkKeywords}. */
import { forbidden, invalid, named, notSupported, required } from '../findings.js';
import { patternProblem } from '../text/pattern.js';
import type { Finding, Schema } from '../types.js';
import { own } from '../../util/json/json.js';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Keywords of JSON schema that CRDs know, and refuse. */
const refused = ['$ref', 'id', 'definitions', 'patternProperties', 'dependencies', 'additionalItems'];

/** Whether each keyword is one that the server takes, with a value it takes. */
export function checkKeywords(schema: Schema, path: string): readonly Finding[] {
  const { type = '', pattern, additionalProperties } = schema;
  const findings: Finding[] = refused
    .filter((keyword) => Object.hasOwn(schema, keyword))
    .map((keyword) => forbidden(`${path}.${keyword}`, `${keyword} is not supported`));
  if (schema.uniqueItems === true) {
    findings.push(forbidden(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  }
  if (type === 'null') findings.push(forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  if (type !== '' && !types.includes(type)) findings.push(notSupported(`${path}.type`, type, types));
  if (type === 'array' && schema.items === undefined) findings.push(required(`${path}.items`, 'must be specified'));
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(schema.properties ?? {}).length > 0) {
    findings.push(forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    findings.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  const problem = pattern === undefined ? undefined : patternProblem(pattern);
  if (problem !== undefined)
    findings.push(
      named(invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`), 'pattern-syntax', problem),
    );
  return findings;
}

/** Whether list types and map types stand where they may. */
export function checkListType(schema: Schema, path: string): readonly Finding[] {
  const { 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType, 'x-kubernetes-list-map-keys': keys = [] } = schema;
  const findings: Finding[] = [];
  if (listType !== undefined) findings.push(...checkTypeBeside(schema, path, ['array', 'x-kubernetes-list-type']));
  if (mapType !== undefined) findings.push(...checkTypeBeside(schema, path, ['object', 'x-kubernetes-map-type']));
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType)) {
    findings.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
  }
  if (mapType !== undefined && !['atomic', 'granular'].includes(mapType)) {
    findings.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
  }
  if (listType !== 'map' && keys.length > 0) {
    const at = `${path}.x-kubernetes-list-type`;
    const wrong = 'must be map if x-kubernetes-list-map-keys is non-empty';
    findings.push(named(listType === undefined ? required(at, wrong) : invalid(at, listType, wrong), 'list-map-keys-without-map'));
  }
  if (listType === 'map') findings.push(...checkListMap(schema, path, keys));
  if (listType === 'set' && schema.items !== undefined) findings.push(...checkSetItems(schema.items, `${path}.items`));
  return findings;
}

function checkTypeBeside({ type = '' }: Schema, path: string, [wanted, keyword]: readonly [string, string]): readonly Finding[] {
  if (type === wanted) return [];
  const wrong = `must be ${wanted} if ${keyword} is specified`;
  return [type === '' ? required(`${path}.type`, wrong) : invalid(`${path}.type`, type, wrong)];
}

function checkSetItems(items: Schema, path: string): readonly Finding[] {
  const findings: Finding[] = [];
  if (items.nullable === true)
    findings.push(named(forbidden(`${path}.nullable`, 'cannot be nullable when x-kubernetes-list-type is set'), 'list-items-nullable'));
  const wrong = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const { 'x-kubernetes-map-type': mapType, 'x-kubernetes-list-type': listType } = items;
  if (items.type === 'object' && mapType !== 'atomic')
    findings.push(named(invalid(`${path}.x-kubernetes-map-type`, mapType ?? null, wrong), 'set-items-atomic'));
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
    findings.push(named(invalid(`${path}.x-kubernetes-list-type`, listType, wrong), 'set-items-atomic'));
  }
  return findings;
}

function checkListMap({ items }: Schema, path: string, keys: readonly string[]): readonly Finding[] {
  const findings: Finding[] = [];
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) findings.push(named(required(at, 'must not be empty if x-kubernetes-list-type is map'), 'list-map-without-keys'));
  if (new Set(keys).size < keys.length) findings.push(named(invalid(at, keys, 'must not contain duplicate entries'), 'list-map-key-twice'));
  if (items === undefined) return findings;
  const { type = '' } = items;
  if (type !== 'object')
    return [
      ...findings,
      named(invalid(`${path}.items.type`, type, "must be object if parent array's x-kubernetes-list-type is map"), 'list-map-items-object'),
    ];
  if (items.nullable === true)
    findings.push(
      named(forbidden(`${path}.items.nullable`, 'cannot be nullable when x-kubernetes-list-type is map'), 'list-items-nullable'),
    );
  for (const key of keys) findings.push(...checkKey(items, key, { at, keys, path: `${path}.items.properties[${key}]` }));
  return findings;
}

interface KeyPlace {
  readonly at: string;
  readonly keys: readonly string[];
  readonly path: string;
}

function checkKey(items: Schema, key: string, { at, keys, path }: KeyPlace): readonly Finding[] {
  const property = own(items.properties, key);
  if (property === undefined)
    return [named(invalid(at, keys, 'entries must all be names of item properties'), 'list-map-key-missing', key)];
  const findings: Finding[] = [];
  const { type = '' } = property;
  if (type === 'array' || type === 'object') {
    findings.push(
      named(invalid(`${path}.type`, type, "must be a scalar type if parent array's x-kubernetes-list-type is map"), 'list-map-key-scalar'),
    );
  }
  const listed = 'this property is in x-kubernetes-list-map-keys, so it';
  if (property.nullable === true)
    findings.push(named(forbidden(`${path}.nullable`, `${listed} cannot be nullable`), 'list-map-key-nullable'));
  const isThere = items.required?.includes(key) === true || (property.default !== undefined && property.default !== null);
  if (!isThere)
    findings.push(named(required(`${path}.default`, `${listed} must have a default or be a required property`), 'list-map-key-required'));
  return findings;
}
