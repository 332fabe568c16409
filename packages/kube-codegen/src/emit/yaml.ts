/**
 * An object as YAML that every reader understands alike: {@link printYaml}. Servers read YAML 1.1, where a bare `y` is true.
 */
import { Document, isScalar, visit } from 'yaml';

/** Words and numbers of YAML 1.1 that YAML 1.2 takes for text; some readers take e980 for a number. */
const ambiguous =
  /^(?:y|n|yes|no|on|off|~|null|true|false|[-+]?[0-9][0-9_.:eE+-]*|[-+]?\.?e[-+]?[0-9]+|0[xob][0-9a-fA-F_]+|\.(?:inf|nan))$/i;

/** Line breaks of YAML 1.1 that YAML 1.2 takes for text, and what Go's reader refuses; all of them stand in double quotes only. */
const breaking = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

const escaped = (text: string): string =>
  text.replace(new RegExp(breaking, 'g'), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** @param header - Comment lines, without their `#`. */
export function printYaml(object: object, header: readonly string[]): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (!isScalar(node) || typeof node.value !== 'string') return;
      if (ambiguous.test(node.value)) node.type = 'QUOTE_SINGLE';
      if (breaking.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return header.map((line) => `# ${line}\n`).join('') + escaped(document.toString({ lineWidth: 0 }));
}
