/**
 * What the versions of a kind have to agree on, and what exactly one of them is: {@link checkVersions}.
 */
import type { Diagnostic, Problem } from '../diagnostics.js';
import type { Definition } from '../model/definition.js';
import type { Conversion, Entry, Resource } from '../model/resource.js';
import type { Origin } from '../model/schema-node.js';
import { checkConversion } from './conversion.js';

/** What a server would refuse of the versions together, or take without ever serving the kind. */
export function checkVersions(definition: Definition): readonly Diagnostic[] {
  const versions = definition.versions.map(({ resource }) => resource);
  const stored = definition.stored.resource;
  if (versions.length === 0)
    return [problemAt(stored.skipped ?? stored.origin, { code: 'KC105', message: `no version of ${stored.kind} is left`, help: unskip })];
  return [
    ...checkStorage(versions),
    ...checkServed(versions),
    ...disagreements(versions),
    ...versions.flatMap(checkWarning),
    ...versions.flatMap(checkConversion),
  ];
}

const unskip = 'take @skipVersion away from one of them';
const problemAt = (origin: Origin, problem: Problem): Diagnostic => ({ ...problem, origin });
const versionsIn = (all: readonly Resource[]): string => all.map(({ version }) => version).join(', ');

function checkStorage(versions: readonly Resource[]): readonly Diagnostic[] {
  const [one, ...more] = versions.filter(({ storage }) => storage?.value === true);
  if (one === undefined) return nothingStored(versions);
  return more.map((each) => ({
    code: 'KC105' as const,
    message: `${one.version} of ${one.kind} is stored already`,
    help: 'one version is: take @storage away from the others',
    origin: each.storage?.origin ?? each.origin,
    related: [{ message: 'is the first', origin: one.storage?.origin ?? one.origin }],
  }));
}

/** A version that is alone is stored, unless it says that it is not. */
function nothingStored([first, ...others]: readonly Resource[]): readonly Diagnostic[] {
  if (first === undefined) return [];
  const { kind, storage, origin } = first;
  if (others.length > 0) {
    const message = `none of the versions of ${kind} is stored: ${versionsIn([first, ...others])}`;
    const related = others.map((each) => ({ message: `is ${each.version}`, origin: each.origin }));
    return [{ code: 'KC105', message, help: 'write @storage at the one in which objects are kept', origin, related }];
  }
  const message = `the only version of ${kind} is the one in which objects are stored`;
  return storage === undefined ? [] : [problemAt(storage.origin, { code: 'KC105', message, help: 'take @storage false away' })];
}

function checkServed(versions: readonly Resource[]): readonly Diagnostic[] {
  const [first] = versions;
  if (first === undefined || first.imported === true || versions.some(({ served }) => served?.value !== false)) return [];
  const message = `no version of ${first.kind} is served: no client could read or write it`;
  return [problemAt(first.served?.origin ?? first.origin, { code: 'KC106', message, help: 'serve one of them' })];
}

/** What a version says of the definition. */
interface Saying {
  readonly of: Resource;
  /** `scope=`, `@shortName`, the key of a label. */
  readonly what: string;
  readonly value: string;
  readonly origin: Origin;
}

/** Names that are those of the definition: each version means them, whether it says them or not. */
const names = ['plural', 'singular', 'listKind', 'scope'] as const;

function sayingsOf(of: Resource): readonly Saying[] {
  const { shortNames, categories, conversion, labels = [], annotations = [], origin } = of;
  const list = (what: string, values: readonly string[]): readonly Saying[] =>
    values.length === 0 ? [] : [{ of, what, value: values.join(', '), origin }];
  const entries = (tag: string, all: readonly Entry[]): readonly Saying[] =>
    all.map(({ key, value, origin: at }) => ({ of, what: `${tag} ${key}=`, value, origin: at }));
  return [
    ...names.map((name) => ({ of, what: `${name}=`, value: of[name], origin })),
    ...list('@shortName', shortNames),
    ...list('@category', categories),
    ...(conversion === undefined ? [] : [{ of, what: '@conversion', value: wordsOf(conversion), origin: conversion.origin }]),
    ...entries('@label', labels),
    ...entries('@annotation', annotations),
  ];
}

function wordsOf({ strategy, url, service, caBundle, reviewVersions }: Conversion): string {
  if (strategy === 'None') return 'none';
  const { namespace = '', name = '', path = '', port = 443 } = service ?? {};
  const bundle = caBundle === undefined ? '' : ` caBundle=${caBundle}`;
  return `webhook ${url ?? `${namespace}/${name}:${port}${path}`} ${reviewVersions.join(',')}${bundle}`;
}

/** A version that says nothing of a tag goes along; those that say something say the same. */
function disagreements(versions: readonly Resource[]): readonly Diagnostic[] {
  const first = new Map<string, Saying>();
  return versions.flatMap(sayingsOf).flatMap((saying) => {
    const known = first.get(saying.what) ?? saying;
    first.set(saying.what, known);
    return known.value === saying.value ? [] : [disagreement(saying, known)];
  });
}

const disagreement = ({ of, what, value, origin }: Saying, known: Saying): Diagnostic => ({
  code: 'KC104',
  message: `${of.version} of ${of.kind} has ${saying(what, value)}, and ${known.of.version} has ${saying(what, known.value)}`,
  help: 'the versions of a kind are one definition: say the same in each',
  origin,
  related: [{ message: `is ${known.of.version}`, origin: known.origin }],
});

const saying = (what: string, value: string): string => (what.endsWith('=') ? `${what}${value}` : `${what} ${value}`);

/** The server's limits of a warning. */
function checkWarning({ deprecated }: Resource): readonly Diagnostic[] {
  const text = deprecated?.value;
  if (deprecated === undefined || text === undefined || (text.length <= 256 && /^\P{C}*$/u.test(text))) return [];
  const message = text.length > 256 ? `the warning has ${text.length} characters` : 'the warning has characters that cannot be printed';
  return [problemAt(deprecated.origin, { code: 'KC107', message, help: 'a server takes 1 to 256 that can be printed' })];
}
