/**
 * What the API server of a given version of Kubernetes does not know yet: {@link checkTarget}. A definition is judged by the server that it
 * is installed on, and an older one refuses functions of rules that it has never heard of.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Resource } from '../model/resource.js';
import type { CelRule } from '../model/schema-node.js';
import type { Lowered } from '../schema/lower.js';
import { shapesOf } from './walk.js';

/** A minor version: 30 for 1.30. */
export type Target = number;

/** The first version whose rules are on by default. */
const oldest = 25;

/** `1.30`, `v1.30`, `1.30.4`. */
export function parseTarget(text: string): Target | undefined {
  const [, minor] = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(text) ?? [];
  return minor === undefined || Number(minor) < oldest ? undefined : Number(minor);
}

interface Feature {
  /** As it is called in a message. */
  readonly name: string;
  readonly pattern: RegExp;
  readonly since: Target;
}

const functions = (since: Target, names: string): readonly Feature[] =>
  names.split(' ').map((name) => ({ name: `${name}()`, since, pattern: new RegExp(`(?<![\\w.])${name}\\(`) }));
const methods = (since: Target, names: string): readonly Feature[] =>
  names.split(' ').map((name) => ({ name: `.${name}()`, since, pattern: new RegExp(`\\.${name}\\(`) }));
const libraries = (since: Target, names: string): readonly Feature[] =>
  names.split(' ').map((name) => ({ name, since, pattern: new RegExp(`(?<![\\w.])${name}\\.`) }));

/** What rules may say since when. */
const features: readonly Feature[] = [
  ...functions(28, 'quantity isQuantity'),
  ...libraries(28, 'optional'),
  { name: '.?', since: 28, pattern: /\.\?|\[\?/ },
  ...libraries(29, 'sets'),
  ...functions(30, 'ip isIP cidr isCIDR'),
  ...libraries(31, 'format'),
  ...methods(32, 'transformList transformMap transformMapEntry'),
  { name: 'a macro with two variables', since: 32, pattern: /\.(?:all|exists|existsOne)\(\s*\w+\s*,\s*\w+\s*,/ },
  ...functions(33, 'semver isSemver'),
  ...methods(34, 'distinct flatten slice sort sortBy reverse first last'),
  ...libraries(34, 'lists'),
];

/** Fields of a rule that came later than rules. */
const ruleFields: readonly (readonly [keyof CelRule, Target])[] = [
  ['messageExpression', 27],
  ['reason', 28],
  ['fieldPath', 28],
  ['optionalOldSelf', 29],
];

const formats: Readonly<Record<string, Target>> = { 'k8s-short-name': 34, 'k8s-long-name': 34 };

/** The first version that has selectable fields without a feature gate. */
const selectableSince = 31;

/** What the target does not know of a kind. */
export function checkTarget(resource: Resource, { places }: Lowered, target: Target): readonly Diagnostic[] {
  const rules = [...places.rules.values()].flatMap((rule) => checkRule(rule, target).map((each) => ({ ...each, rule })));
  const formatted = [...shapesOf(resource)].flatMap(({ node, origin }) => {
    const format = 'format' in node ? (node.format ?? '') : '';
    const since = Object.hasOwn(formats, format) ? formats[format] : undefined;
    return since === undefined || since <= target ? [] : [tooOld('KC607', { name: `the format ${format}`, since }, { origin, target })];
  });
  const selectable = resource.selectableFields.slice(0, target < selectableSince ? 1 : 0).map(({ origin }) => {
    return tooOld('KC209', { name: 'selectable fields', since: selectableSince }, { origin, target });
  });
  const found = rules.map(({ rule, ...each }) => tooOld('KC710', each, { origin: rule.text ?? rule.origin ?? resource.origin, target }));
  return [...found, ...formatted, ...selectable];
}

type Missing = Pick<Feature, 'name' | 'since'>;

function checkRule(rule: CelRule, target: Target): readonly Missing[] {
  const text = withoutTexts(`${rule.rule}\n${rule.messageExpression ?? ''}`);
  const used = features.filter(({ since, pattern }) => since > target && pattern.test(text));
  const fields = ruleFields.filter(([name, since]) => since > target && rule[name] !== undefined);
  return [...used, ...fields.map(([name, since]) => ({ name, since }))];
}

/** The expression with its literal texts emptied: what stands in them is no call. */
const withoutTexts = (cel: string): string => cel.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');

const tooOld = (
  code: Diagnostic['code'],
  { name, since }: Missing,
  { origin, target }: { readonly origin: Diagnostic['origin']; readonly target: Target },
): Diagnostic => ({
  code,
  message: `Kubernetes 1.${target} does not know ${name}`,
  help: `it is there since 1.${since}: raise the target, or leave it out`,
  origin,
});
