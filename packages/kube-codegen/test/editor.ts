/** An editor that knows the JSON Schemas of some kinds: {@link editorOf}. */
import Ajv from 'ajv';
import type { GeneratedFile } from '../src/generate.js';

/** What is wrong with an object; empty where nothing is. */
export type Editor = (object: { readonly apiVersion: string; readonly kind: string }) => readonly string[];

/**
 * An editor with the schemas among some files. A schema that is none, or has a keyword, a format or a pattern that it cannot use, throws.
 *
 * @param edit - What is done with each text before.
 */
export function editorOf(files: readonly GeneratedFile[], edit: (text: string) => string = (text) => text): Editor {
  const ajv = new Ajv({ allErrors: true, unknownFormats: [], strictKeywords: true });
  const schemas = files.filter(({ path }) => path.endsWith('.schema.json'));
  const kinds = new Map(
    schemas.map(({ text }) => {
      const schema = JSON.parse(edit(text)) as Root;
      const { apiVersion, kind } = schema.properties;
      return [`${apiVersion.const} ${kind.const}`, ajv.compile(schema)];
    }),
  );
  return (object) => {
    const check = kinds.get(`${object.apiVersion} ${object.kind}`);
    if (check === undefined) return ['there is no schema of its kind'];
    return check(object) === true ? [] : (check.errors ?? []).map(({ dataPath, message = '' }) => `${dataPath} ${message}`);
  };
}

interface Root {
  readonly properties: { readonly apiVersion: { readonly const: string }; readonly kind: { readonly const: string } };
}
