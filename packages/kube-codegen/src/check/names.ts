/**
 * Names that a server refuses: {@link checkNames}. The rules are apiextensions-apiserver's.
 */
import { dns1035LabelProblems, dnsSubdomainProblems, labelValueProblems, qualifiedNameProblems } from 'kube-core/schema';
import type { Diagnostic } from '../diagnostics.js';
import { classNameOf, type Resource } from '../model/resource.js';
import { isTypeName } from '../model/type-names.js';

const isLabel = (name: string): boolean => dns1035LabelProblems(name).length === 0;
/** A group of one's own has a dot. */
const isGroup = (name: string): boolean => name.includes('.') && dnsSubdomainProblems(name).length === 0;
/** The annotation without which a server takes no group of Kubernetes; its value is an address, or says that there is none. */
const approval = 'api-approved.kubernetes.io';
const isApproved = ({ annotations = [] }: Resource): boolean =>
  annotations.some(({ key, value }) => key === approval && (value.startsWith('unapproved') || URL.canParse(value)));
const protectedGroup = /(^|\.)(k8s|kubernetes)\.io$/;

/** What is wrong with the names of a kind. */
export function checkNames(resource: Resource): readonly Diagnostic[] {
  const { group, version, kind, plural, singular, listKind, shortNames, categories, scope, origin } = resource;
  const found: Diagnostic[] = [];
  const refuse = (message: string, help: string): void => void found.push({ code: 'KC102', message, help, origin });
  if (!isGroup(group)) refuse(`"${group}" is no group`, 'write a domain that you own, example.com for example');
  if (protectedGroup.test(group) && !isApproved(resource))
    refuse(
      `the group ${group} belongs to Kubernetes`,
      `write a domain that you own; or, where it was approved, @annotation ${approval}=https://… with the address of the approval`,
    );
  for (const [what, name] of [
    ['version', version],
    ['plural', plural],
    ['singular', singular],
    ...[...shortNames, ...categories].map((word) => ['name', word] as const),
  ] as const) {
    if (!isLabel(name))
      refuse(
        `"${name}" cannot be a ${what}`,
        'names are lower-case letters, digits and -, begin with a letter, and have at most 63 characters',
      );
  }
  for (const name of [kind, listKind]) {
    if (!isLabel(name.toLowerCase())) refuse(`"${name}" cannot be a kind`, 'kinds are letters and digits: Website');
  }
  const className = classNameOf(resource);
  if (isLabel(kind.toLowerCase()) && !isTypeName(className))
    refuse(
      `${className} cannot be the name of a class`,
      'TypeScript or the generated module means something else by it: write another kind, or root= with another name',
    );
  if (kind === listKind) refuse('the kind and its list have the same name', 'leave listKind out');
  if (scope !== 'Namespaced' && scope !== 'Cluster') refuse(`"${scope}" is no scope`, 'write scope=Namespaced or scope=Cluster');
  return [...found, ...checkEntries(resource)];
}

/** Labels and annotations of the definition. */
function checkEntries({ labels = [], annotations = [] }: Resource): readonly Diagnostic[] {
  const badKeys = [...labels, ...annotations]
    .filter(({ key }) => qualifiedNameProblems(key).length > 0)
    .map(({ key, origin }) => ({ message: `"${key}" cannot be a key`, help: 'keys are names: app, example.com/team', origin }));
  const badValues = labels
    .filter(({ value }) => labelValueProblems(value).length > 0)
    .map(({ value, origin }) => ({
      message: `"${value}" cannot be the value of a label`,
      help: 'other text goes into an @annotation',
      origin,
    }));
  return [...badKeys, ...badValues].map((each) => ({ code: 'KC102' as const, ...each }));
}
