/**
 * What a selector asks of one label: {@link LabelRequirement}, and whether labels meet it.
 */
import { KubeError } from '../../errors.js';
import { own } from '../../util/json/json.js';
import { quoted } from '../../util/text/quoted.js';
import { labelValueProblems, qualifiedNameProblems } from '../names.js';

/**
 * One thing that a label must be. `In` and `NotIn` have the values that it may or may not have, `Gt` and `Lt` one integer.
 * An object without the label meets `NotIn` and `DoesNotExist`, and no other.
 */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

/** Labels of an object; none is as good as empty. */
export type Labels = Readonly<Record<string, string>> | undefined;

/** Whether labels meet a requirement. */
export function meets(labels: Labels, { key, operator, values }: LabelRequirement): boolean {
  const value = own(labels, key);
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'In':
      return value !== undefined && values.includes(value);
    case 'Gt':
    case 'Lt':
      return compared(value, operator, values[0] ?? '');
  }
}

/** Go reads both as 64-bit integers; a label that is none is neither greater nor less. */
function compared(value: string | undefined, operator: 'Gt' | 'Lt', bound: string): boolean {
  if (value === undefined || !isInt64(value) || !isInt64(bound)) return false;
  return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

const [least, greatest] = [-(2n ** 63n), 2n ** 63n - 1n];

function isInt64(text: string): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const number = BigInt(text.replace(/^\+/, ''));
  return number >= least && number <= greatest;
}

/** The refusal of a selector. */
export const refused = (message: string): KubeError => new KubeError('selector', message);

/** A key, if a label can have it. @throws KubeError `selector` in the server's words. */
export function checkedKey(key: string): string {
  const found = qualifiedNameProblems(key);
  if (found.length > 0) throw refused(`<nil>: Invalid value: ${quoted(key)}: ${found.join('; ')}`);
  return key;
}

/** The requirement, its values sorted and each once. @throws KubeError `selector` for a value that no label can have, in the server's words. */
export function checkedRequirement({ key, operator, values }: LabelRequirement): LabelRequirement {
  const sorted = [...new Set(values)].sort();
  const ordered = operator === 'Gt' || operator === 'Lt';
  const numbers = "for 'Gt', 'Lt' operators, the value must be an integer";
  const problems = [
    ...(ordered ? sorted : []).flatMap((value, index) =>
      isInt64(value) ? [] : [`values[${index}]: Invalid value: ${quoted(value)}: ${numbers}`],
    ),
    ...sorted.flatMap((value, index) => {
      const found = labelValueProblems(value);
      return found.length === 0 ? [] : [`values[${index}][${key}]: Invalid value: ${quoted(value)}: ${found.join('; ')}`];
    }),
  ];
  if (problems.length > 0) throw refused(problems.length === 1 ? String(problems[0]) : `[${problems.join(', ')}]`);
  return { key, operator, values: sorted };
}
