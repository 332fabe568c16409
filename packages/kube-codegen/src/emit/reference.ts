/**
 * A kind as a page of Markdown, for the people who write its objects: {@link printReference}. Every field has a row, with an anchor by its
 * version and path: `#v1.spec.host`.
 */
import type { Schema } from 'kube-core/schema';
import type { Definition } from '../model/definition.js';
import { crdNameOf } from '../model/resource.js';
import type { SchemaVersion } from './crd.js';
import { limitsOf, typeWords } from './field-words.js';

/** @param made - A line that says where the file comes from. */
export function printReference({ stored, versions }: Definition<SchemaVersion>, made: string): string {
  const { kind, group, scope, shortNames } = stored.resource;
  const names = shortNames.length === 0 ? '' : `, short ${shortNames.map(code).join(', ')}`;
  const head = [
    `<!-- ${made} -->`,
    `# ${kind}`,
    `${code(crdNameOf(stored.resource))}, ${scope.toLowerCase()}${names}. Group ${code(group)}.`,
  ];
  const served = versions.filter(({ resource }) => resource.served?.value !== false);
  return `${[...head, ...served.map((version) => versionPart(version, version.resource === stored.resource))].join('\n\n')}\n`;
}

function versionPart({ resource, schema }: SchemaVersion, isStored: boolean): string {
  const { version, deprecated, description } = resource;
  const notes = [
    ...(isStored ? ['Objects are stored in this version.'] : []),
    ...(deprecated === undefined ? [] : [`Deprecated${deprecated.value === undefined ? '.' : `: ${prose(deprecated.value)}`}`]),
    ...(description === undefined ? [] : [prose(description)]),
  ];
  const parts = Object.entries(schema.properties ?? {}).filter(([name]) => !ofEveryObject.has(name));
  const tables = parts.map(([name, node]) => tableOf({ name, node, required: schema.required?.includes(name) === true }, version));
  return [`## ${version}`, ...notes, ...tables].join('\n\n');
}

const ofEveryObject: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

interface Field {
  /** The last step of its path: `host`, or what a list or map has there. */
  readonly name: string;
  readonly node: Schema;
  readonly required: boolean;
}

function tableOf(part: Field, version: string): string {
  const rows = rowsOf(part, '');
  const lines = rows.map(({ path, node, required }) => {
    const anchor = `<a id="${escapedText(`${version}${path}`)}"></a>`;
    const cells = [
      `${anchor}${code(path)}`,
      typeWords(node),
      required ? 'yes' : '',
      defaultOf(node),
      limitsOf(node, markdown).join(', '),
      wordsOf(node),
    ];
    return `| ${cells.map(inCell).join(' | ')} |`;
  });
  const header = ['| field | type | required | default | limits | description |', '| --- | --- | --- | --- | --- | --- |'];
  return [`### ${version} ${inLine(part.name)}\n`, ...header, ...lines].join('\n');
}

interface Row {
  readonly path: string;
  readonly node: Schema;
  readonly required: boolean;
}

/** A field and those below it, in the order of the definition. What a list or map holds has a row where it says more than its type. */
function rowsOf({ name, node, required }: Field, above: string): readonly Row[] {
  const path = `${above}${/^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
  return [{ path, node, required }, ...below(node, path)];
}

function below(node: Schema, path: string): readonly Row[] {
  const { properties = {}, items, additionalProperties, required = [] } = node;
  const fields = Object.entries(properties).flatMap(([name, each]) =>
    rowsOf({ name, node: each, required: required.includes(name) }, path),
  );
  const values = typeof additionalProperties === 'object' ? heldRows(additionalProperties, `${path}.*`) : [];
  return [...fields, ...(items === undefined ? [] : heldRows(items, `${path}[]`)), ...values];
}

function heldRows(node: Schema, path: string): readonly Row[] {
  const saysMore = node.description !== undefined || limitsOf(node, markdown).length > 0;
  return [...(saysMore ? [{ path, node, required: false }] : []), ...below(node, path)];
}

const defaultOf = ({ default: fallback }: Schema): string => (fallback === undefined ? '' : code(JSON.stringify(fallback)));

const wordsOf = ({ title, description }: Schema): string =>
  [title, description].flatMap((text = '') => (text === '' ? [] : [prose(text)])).join('\n\n');

/** A text as code; a longer fence than any in it, and one line. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const padding = text.startsWith('`') || text.endsWith('`') || text.trim() === '' ? ' ' : '';
  return `${fence}${padding}${inLine(text)}${padding}${fence}`;
}

/** Words of a source: Markdown stays Markdown, and nothing of it becomes a tag. */
const prose = (text: string): string =>
  text
    .trim()
    .split(/((?<![`\\])`(?!`)[^`\n]*`(?!`))/)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;')))
    .join('');

const inLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

const escapedText = (text: string): string => inLine(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const markdown = { code, prose };

/** A cell is one line, in which `|` ends nothing. */
const inCell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\n\s*\n\s*/g, '<br><br>')
    .replaceAll('\n', ' ');
