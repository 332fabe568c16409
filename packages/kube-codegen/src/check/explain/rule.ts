/**
 * The server's findings about `x-kubernetes-validations`, in the words of the source: at the letter of the rule where that is known.
 * Enter at {@link explainRule}.
 */
import { suggest } from 'kube-core/support';
import type { Compilation, Finding } from 'kube-core/schema';
import type { Diagnostic } from '../../diagnostics.js';
import { celAccess, isReachableByCel } from '../../model/cel-names.js';
import type { CelRule, Origin, SchemaNode } from '../../model/schema-node.js';
import type { Refusal } from './refusal.js';

/** @returns undefined for a finding about something else. */
export function explainRule(refusal: Refusal): Diagnostic | undefined {
  const { place, rest, rule } = refusal;
  if (rule === undefined) return refusal.finding.rule === 'cel-types' ? blind(refusal) : undefined;
  if (rule.made !== undefined && rule.made.by !== 'tag') return explainMade(refusal, rule.made);
  const origin = rule.origin ?? place.origin;
  if (rest === '.rule') return explainExpression(refusal, rule, origin);
  if (rest === '.messageExpression') {
    const says = plain(refusal.finding) ?? 'it gives no string';
    return {
      code: 'KC706',
      message: `the messageExpression does not hold: ${says}`,
      help: "write a text: 'at most ' + string(self.max)",
      origin,
    };
  }
  const other = others[rest];
  return other === undefined ? undefined : { ...other, origin };
}

/** Rules on something whose type the server does not know. */
function blind({ place }: Refusal): Diagnostic {
  return {
    code: 'KC705',
    message: `rules see nothing of ${place.name}: it holds any JSON`,
    help: 'put the rule on the object around it, or give the value a type',
    origin: place.node.rules?.[0]?.origin ?? place.node.spans?.immutable ?? place.origin,
  };
}

const others: Readonly<Record<string, Omit<Diagnostic, 'origin'>>> = {
  '.message': {
    code: 'KC706',
    message: 'the message of a rule is one line',
    help: 'a rule of several lines needs a message too: message: …',
  },
  '.reason': {
    code: 'KC707',
    message: 'this is no reason that a server knows',
    help: 'there are FieldValueInvalid, FieldValueForbidden, FieldValueRequired and FieldValueDuplicate',
  },
  '.fieldPath': {
    code: 'KC708',
    message: 'the fieldPath leads nowhere',
    help: "it leads from here through properties: .a.b, or .a['b.c']; never through items",
  },
  '.optionalOldSelf': {
    code: 'KC709',
    message: 'optionalOldSelf means nothing in a rule without oldSelf',
    help: 'leave it out',
  },
};

const identity = 'add @listType map with @listMapKey to the list, so that the server knows which item is which; or move it to the list';

/** A rule that stands for a tag or a shape: its text is not the author's. */
function explainMade({ place, finding }: Refusal, made: NonNullable<CelRule['made']>): Diagnostic | undefined {
  const { node, origin } = place;
  if (finding.rule === 'cel-old-self') {
    const at = immutableSpan(node, made.properties) ?? origin;
    return { code: 'KC704', message: '@immutable means nothing in a list whose items have no key', help: identity, origin: at };
  }
  const unnamed = made.properties.filter((name) => !isReachableByCel(name));
  const unseen = made.properties.filter((name) => finding.rule === 'cel-field' && celAccess('', name) === `.${String(finding.wanted)}`);
  const hidden = unnamed.length > 0 ? unnamed : unseen;
  if (hidden.length === 0) return undefined;
  const why = made.by === 'union' ? 'tell the members of this union apart' : 'know whether it is still set';
  return {
    code: 'KC308',
    message: `rules cannot see ${hidden.map((name) => JSON.stringify(name)).join(', ')}, and so cannot ${why}`,
    help: unnamed.length > 0 ? sayable : 'rules see nothing that holds any JSON: give it a type',
    origin: propertiesOf(node).find(({ name }) => hidden.includes(name))?.origin ?? origin,
  };
}

const sayable = 'a name that rules can say begins with a letter, _, ., - or / and holds these and digits';

function immutableSpan(node: SchemaNode, properties: readonly string[]): Origin | undefined {
  if (properties.length === 0) return node.spans?.immutable;
  return propertiesOf(node).find(({ name }) => properties.includes(name))?.node.spans?.immutable;
}

function propertiesOf(node: SchemaNode) {
  if (node.node === 'object') return node.properties;
  return node.node === 'union' ? node.arms.flatMap((arm) => arm.properties) : [];
}

function explainExpression({ place, finding }: Refusal, rule: CelRule, origin: Origin): Diagnostic {
  if (finding.rule === 'cel-old-self')
    return { code: 'KC704', message: 'oldSelf means nothing in a list whose items have no key', help: identity, origin };
  const says = plain(finding);
  if (finding.compilation !== undefined && says !== undefined) {
    const help = helpFor(finding, place.node);
    const at = rule.text === undefined ? origin : wordAt(rule.text, rule.rule, finding.compilation);
    return { code: 'KC701', message: `the rule does not compile: ${says}`, ...(help !== undefined && { help }), origin: at };
  }
  if (finding.rule === 'cel-result')
    return { code: 'KC702', message: 'the rule is neither true nor false', help: 'compare it with something: self.replicas > 0', origin };
  return { code: 'KC701', message: 'there is no rule', help: 'write it in CEL: self.min <= self.max', origin };
}

/** What the compiler says, without its own names for objects and for the place it looked in. */
const plain = ({ compilation }: Finding): string | undefined =>
  compilation?.says.replace(/ \(in container ''\)$/, '').replace(/kube\.[A-Za-z]+\d+/g, 'object');

/** The word of the rule that the compiler points at. */
function wordAt(text: Origin, rule: string, { line, column }: Compilation): Origin {
  if (line > 1) return text;
  const offset = Math.min(column - 1, rule.length);
  const [word = ''] = /^[.(]?\w+|^./.exec(rule.slice(offset)) ?? [];
  const start = text.start + offset;
  return { file: text.file, start, end: start + Math.max(word.length, 1) };
}

function helpFor({ rule, wanted }: Finding, node: SchemaNode): string | undefined {
  const field = rule === 'cel-field' ? String(wanted) : undefined;
  const variable = rule === 'cel-name' ? String(wanted) : undefined;
  const names = namesBelow(node);
  const meant = suggest(field ?? variable ?? '', [...names, 'self', 'oldSelf']);
  if (meant !== undefined) return `did you mean ${variable !== undefined && names.has(meant) ? `self.${meant}` : meant}?`;
  if (field === undefined) return variable === undefined ? undefined : 'a rule sees self, oldSelf and the functions of CEL';
  const own = propertiesOf(node).map(({ name }) => name);
  return own.length === 0 ? undefined : `self has ${[...new Set(own)].join(', ')}`;
}

/** The names of all properties that a rule here could mean. */
function namesBelow(node: SchemaNode, into = new Set<string>()): ReadonlySet<string> {
  if (node.node === 'list') return namesBelow(node.items, into);
  if (node.node === 'map') return namesBelow(node.values, into);
  for (const property of propertiesOf(node)) namesBelow(property.node, into.add(property.name));
  return into;
}
