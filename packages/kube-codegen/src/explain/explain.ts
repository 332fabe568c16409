/** A field of a kind as `kubectl explain` tells it: {@link explainField}. The words are those of the definition. */
import { isObject } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import { suggest } from 'kube-core/support';
import type { Definition, Version } from '../crd/definition.js';
import { limitsOf, type Style, typeWords } from '../emit/field-words.js';

/** Whose field it is, and how much is told of what is below it. */
export interface Explained {
  readonly definition: Pick<Definition, 'group' | 'kind'>;
  readonly version: Pick<Version, 'name' | 'schema'>;
  /** Names of fields from the top of the object; items of lists and values of maps have no name. */
  readonly path: readonly string[];
  /** Whether all that is below is told, and not the next fields alone. */
  readonly recursive?: boolean;
}

/** @returns the text, or what is wrong with the path. */
export function explainField({ definition, version, path, recursive = false }: Explained): string | { readonly wrong: string } {
  const found = fieldAt(version.schema, path);
  if ('wrong' in found) return found;
  const { field, required } = found;
  const name = path.at(-1);
  const head = [`GROUP:      ${definition.group}`, `KIND:       ${definition.kind}`, `VERSION:    ${version.name}`, ''];
  const own = name === undefined ? [] : [`FIELD: ${titleOf(name, field, required)}`, ''];
  const parts = [
    section('DESCRIPTION:', lines(words(field))),
    section('LIMITS:', limits(field)),
    section('FIELDS:', fieldsOf(field, { recursive, first: true })),
  ];
  return [...head, ...own, ...parts.flat()].join('\n').trimEnd();
}

const plain: Style = { code: (text) => text.replace(/[\r\n\u2028\u2029]+/g, ' '), prose: (text) => text.trim() };

interface Found {
  readonly field: Schema;
  readonly required: boolean;
}

function fieldAt(root: Schema, path: readonly string[]): Found | { readonly wrong: string } {
  let found: Found = { field: root, required: false };
  for (const [at, name] of path.entries()) {
    const { properties = {}, required = [] } = inside(found.field);
    const next = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (next === undefined) return noField(path.slice(0, at), name, Object.keys(properties));
    found = { field: next, required: required.includes(name) };
  }
  return found;
}

function noField(path: readonly string[], name: string, names: readonly string[]): { readonly wrong: string } {
  const meant = suggest(name, names);
  const known = names.length === 0 ? 'it has no fields that are described' : `it has ${names.join(', ')}`;
  return {
    wrong: `${path.length === 0 ? 'the object' : path.join('.')} has no field ${name}; ${meant === undefined ? known : `did you mean ${meant}?`}`,
  };
}

/** Of a list its items, of a map its values. */
function inside(field: Schema): Schema {
  if (field.items !== undefined) return inside(field.items);
  return isObject(field.additionalProperties) ? inside(field.additionalProperties) : field;
}

const titleOf = (name: string, field: Schema, required: boolean): string => `${name} <${typeWords(field)}>${required ? ' -required-' : ''}`;

const section = (title: string, body: readonly string[]): readonly string[] =>
  body.length === 0 ? [] : [title, ...body.map((line) => `  ${line}`.trimEnd()), ''];

const words = ({ title, description }: Schema): string => [title, description].flatMap((text) => text ?? []).join('\n\n');

const lines = (text: string): readonly string[] => (text.trim() === '' ? [] : text.trim().split(/\r\n|[\r\n\u2028\u2029]/));

/** Its default and its limits, and those of what it holds. */
function limits(field: Schema): readonly string[] {
  const held = inside(field);
  return [
    ...(field.default === undefined ? [] : [`default ${JSON.stringify(field.default)}`]),
    ...limitsOf(field, plain),
    ...(held === field ? [] : limitsOf(held, plain).map((limit) => `each: ${limit}`)),
    ...(held['x-kubernetes-preserve-unknown-fields'] === true ? ['keeps fields that are not described'] : []),
  ];
}

function fieldsOf(field: Schema, { recursive, first }: { readonly recursive: boolean; readonly first: boolean }): readonly string[] {
  const { properties = {}, required = [] } = inside(field);
  return Object.entries(properties).flatMap(([name, each], at) => {
    const title = titleOf(name, each, required.includes(name));
    if (recursive) return [title, ...fieldsOf(each, { recursive, first: false }).map((line) => `  ${line}`)];
    const said = [...lines(words(each)), ...limits(each)].map((line) => `  ${line}`);
    return [...(at === 0 || !first ? [] : ['']), title, ...said];
  });
}
