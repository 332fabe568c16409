/**
 * JSON values as YAML that reads like kubectl's: {@link printYaml}. Loaded where YAML is written.
 */
import { Document, isScalar, visit } from 'yaml';
import { isList, isObject } from './json.js';
import { toJson } from './json-text.js';

/** The library goes down the stack with each collection. */
const deepest = 200;

/** Fields by their names, lists at the indentation of their field, long texts in one line; what is nested deeper than 200 levels is JSON. */
export function printYaml(value: unknown): string {
  if (isDeep(value)) return `${toJson(value)}\n`;
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false, sortMapEntries: true });
  const { tags } = document.schema;
  const isOther = (text: string): boolean => tags.some(({ default: found, tag, test }) => found && tag !== textTag && test?.test(text));
  visit(document, {
    Scalar: (_key, node) => {
      // A text that looks like a number stands in double quotes, one with a colon in single ones, as Go's library chooses.
      if (isScalar(node) && typeof node.value === 'string' && isOther(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, indentSeq: false, singleQuote: true, directives: false });
}

const textTag = 'tag:yaml.org,2002:str';

function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((each) => (isList(each) ? each : isObject(each) ? Object.values(each) : []));
  }
  return false;
}
