/**
 * Whether what is given as a schema has the form of one: {@link misformed}. Schemas come out of YAML that somebody wrote, and every other
 * check takes each keyword for what its type says.
 */
import { isList, isObject, own, type JsonObject } from '../../util/json/json.js';
import { whatIs } from '../../util/arguments.js';
import type { Finding } from '../types.js';

/** What a keyword holds. */
type Form = 'string' | 'boolean' | 'number' | 'strings' | 'list' | 'schema' | 'schemas' | 'named schemas' | 'schema or boolean' | 'rules';

const formOf = (form: Form, ...keywords: readonly string[]): readonly (readonly [string, Form])[] =>
  keywords.map((keyword) => [keyword, form] as const);

const forms: ReadonlyMap<string, Form> = new Map([
  ...formOf('string', 'type', 'format', 'title', 'description', 'pattern', 'x-kubernetes-list-type', 'x-kubernetes-map-type'),
  ...formOf('boolean', 'nullable', 'exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'),
  ...formOf('boolean', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string'),
  ...formOf('number', 'minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems'),
  ...formOf('number', 'minProperties', 'maxProperties'),
  ...formOf('strings', 'required', 'x-kubernetes-list-map-keys'),
  ...formOf('list', 'enum'),
  ...formOf('schema', 'items', 'not'),
  ...formOf('schemas', 'allOf', 'anyOf', 'oneOf'),
  ...formOf('named schemas', 'properties'),
  ...formOf('schema or boolean', 'additionalProperties'),
  ...formOf('rules', 'x-kubernetes-validations'),
]);

const ruleForms: ReadonlyMap<string, Form> = new Map([
  ...formOf('string', 'message', 'messageExpression', 'reason', 'fieldPath'),
  ...formOf('boolean', 'optionalOldSelf'),
]);

/** A value that is to have a form. */
interface Formed {
  readonly value: unknown;
  readonly form: Form;
  readonly path: string;
}

/**
 * Every keyword, here and below, that holds something else than it may; empty where the schema can be read.
 *
 * @param schema - What is given as a schema, nested no deeper than can be walked.
 * @param path - Where it stands.
 */
export const misformed = (schema: unknown, path: string): readonly Finding[] => judged({ value: schema, form: 'schema', path });

function judged(place: Formed): readonly Finding[] {
  const { value, form, path } = place;
  switch (form) {
    case 'list':
      return isList(value) ? [] : wrong(place, 'a list');
    case 'strings':
      return each(place, (item, at) => judged({ value: item, form: 'string', path: at }));
    case 'schemas':
      return each(place, (item, at) => judged({ value: item, form: 'schema', path: at }));
    case 'rules':
      return each(place, ruleFindings);
    case 'schema':
      return isObject(value) ? keywordFindings(value, forms, path) : wrong(place, 'an object');
    case 'named schemas':
      return isObject(value) ? namedFindings(value, path) : wrong(place, 'an object');
    case 'schema or boolean':
      return typeof value === 'boolean' ? [] : judged({ ...place, form: 'schema' });
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? [] : wrong(place, 'a number');
    default:
      return typeof value === form ? [] : wrong(place, `a ${form}`);
  }
}

function wrong({ value, path }: Formed, wanted: string): readonly Finding[] {
  const message = `Invalid value: ${whatIs(value)} where ${wanted} was asked for`;
  return [{ path, code: 'FieldValueTypeInvalid', message }];
}

function each(place: Formed, judge: (item: unknown, path: string) => readonly Finding[]): readonly Finding[] {
  if (!isList(place.value)) return wrong(place, 'a list');
  return place.value.flatMap((item, index) => judge(item, `${place.path}[${index}]`));
}

const namedFindings = (schemas: JsonObject, path: string): readonly Finding[] =>
  Object.entries(schemas).flatMap(([name, value]) => judged({ value, form: 'schema', path: `${path}[${name}]` }));

/** A rule must have its text; of the other fields any may be absent. */
function ruleFindings(rule: unknown, path: string): readonly Finding[] {
  if (!isObject(rule)) return wrong({ value: rule, form: 'rules', path }, 'an object');
  return [...judged({ value: own(rule, 'rule'), form: 'string', path: `${path}.rule` }), ...keywordFindings(rule, ruleForms, path)];
}

function keywordFindings(value: JsonObject, known: ReadonlyMap<string, Form>, path: string): readonly Finding[] {
  return [...known].flatMap(([keyword, form]) => {
    const inner = own(value, keyword);
    return inner === undefined ? [] : judged({ value: inner, form, path: path === '' ? keyword : `${path}.${keyword}` });
  });
}
