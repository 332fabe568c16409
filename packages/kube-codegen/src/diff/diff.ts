/** What the change of a definition breaks: {@link diffDefinitions}. */
import { compareVersions } from 'kube-core';
import { equal, listAt, objectAt } from 'kube-core/json';
import type { Definition, Version } from '../crd/definition.js';
import { withoutUsualWords } from '../import/root.js';
import type { Change, Severity } from './change.js';
import { compareSchemas } from './schema.js';

/**
 * Every difference between two states of a definition that somebody may notice, the breaking ones first.
 *
 * A change is breaking where an object that was valid may be refused, where data is dropped, where defaults change under objects that exist,
 * or where a program that uses the kind no longer finds it.
 */
export function diffDefinitions(before: Definition, after: Definition): readonly Change[] {
  const names = new Set([...before.versions, ...after.versions].map(({ name }) => name));
  const versions = [...names].sort(compareVersions).flatMap((name) => {
    const [was, is] = [before, after].map(({ versions: all }) => all.find((each) => each.name === name));
    return compareVersion(name, was, is).map((change) => ({ ...change, version: name }));
  });
  return [...compareKind(before, after), ...versions, ...compareStorage(before, after)].toSorted(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
}

const order: readonly Severity[] = ['breaking', 'warning', 'info'];

function compareKind(before: Definition, after: Definition): readonly Change[] {
  const names = (['group', 'kind', 'plural', 'scope', 'singular', 'listKind'] as const).flatMap((field): Change[] => {
    if (before[field] === after[field]) return [];
    const severity = field === 'singular' ? 'warning' : 'breaking';
    return [
      {
        severity,
        rule: `${field === 'scope' ? 'scope' : 'name'}-changed`,
        message: `${field} was ${before[field]} and is ${after[field]}`,
      },
    ];
  });
  const lost = before.shortNames.filter((name) => !after.shortNames.includes(name));
  return [
    ...names,
    ...lost.map((name): Change => ({ severity: 'warning', rule: 'short-name-removed', message: `the short name ${name} is gone` })),
  ];
}

type VersionChange = Omit<Change, 'version'>;

function compareVersion(name: string, before: Version | undefined, after: Version | undefined): readonly VersionChange[] {
  if (before === undefined) return [{ severity: 'info', rule: 'version-added', message: `the version ${name} is new` }];
  if (after === undefined) return [versionRemoved(before)];
  return [
    ...(before.served && !after.served
      ? [{ severity: 'breaking', rule: 'version-unserved', message: `the version ${name} is not served any more` } as const]
      : []),
    ...(!before.deprecated && after.deprecated
      ? [{ severity: 'info', rule: 'version-deprecated', message: `the version ${name} is deprecated` } as const]
      : []),
    ...compareSubresources(before, after),
    ...compareColumns(before, after),
    ...compareSchemas('', { before: withoutUsualWords(before.schema), after: withoutUsualWords(after.schema) }).map((change) => ({
      ...change,
      path: change.path === '' ? '.' : change.path,
    })),
  ];
}

function versionRemoved({ name, served, storage }: Version): VersionChange {
  if (storage)
    return { severity: 'breaking', rule: 'stored-version-removed', message: `the version ${name}, in which objects are stored, is gone` };
  return { severity: served ? 'breaking' : 'info', rule: 'version-removed', message: `the version ${name} is gone` };
}

function compareSubresources(before: Version, after: Version): readonly VersionChange[] {
  const status =
    before.hasStatus === after.hasStatus
      ? undefined
      : after.hasStatus
        ? 'is new: writes of the object leave the status alone now'
        : 'is gone: its callers are refused';
  const { origin: _was, ...wasScale } = before.scale ?? {};
  const { origin: _is, ...isScale } = after.scale ?? {};
  const scale = after.scale === undefined ? 'is gone: its callers are refused' : 'reads other fields now';
  return [
    ...(status === undefined
      ? []
      : [{ severity: 'breaking', rule: 'subresource-changed', message: `the status subresource ${status}` } as const]),
    ...(before.scale === undefined || equal(wasScale, isScale)
      ? []
      : [{ severity: 'breaking', rule: 'subresource-changed', message: `the scale subresource ${scale}` } as const]),
  ];
}

function compareColumns(before: Version, after: Version): readonly VersionChange[] {
  const names = new Set(after.columns.map(({ name }) => name));
  const paths = new Set(after.selectableFields.map(({ jsonPath }) => jsonPath));
  const columns = before.columns.filter(({ name }) => !names.has(name));
  const fields = before.selectableFields.filter(({ jsonPath }) => !paths.has(jsonPath));
  return [
    ...columns.map(({ name }) => ({ severity: 'info', rule: 'column-removed', message: `the column ${name} is gone` }) as const),
    ...fields.map(
      ({ jsonPath }) =>
        ({ severity: 'breaking', rule: 'selectable-field-removed', message: `${jsonPath} cannot be selected by any more` }) as const,
    ),
  ];
}

/** Objects stay stored in the version in which they were written last. */
function compareStorage(before: Definition, after: Definition): readonly Change[] {
  const [was, is] = [before, after].map(({ versions }) => versions.find(({ storage }) => storage)?.name);
  const stored = listAt(objectAt(before.value, 'status'), 'storedVersions');
  const lost = stored.filter((name) => typeof name === 'string' && name !== was && !after.versions.some((each) => each.name === name));
  return [
    ...lost.map((name): Change => ({
      severity: 'breaking',
      rule: 'stored-version-removed',
      message: `objects may be stored as ${String(name)}, which is gone`,
    })),
    ...(was === is || was === undefined || is === undefined ? [] : [storageMoved(was, is, after)]),
    ...disagreements(after),
  ];
}

function storageMoved(was: string, is: string, after: Definition): Change {
  const [old, now] = [was, is].map((name) => after.versions.find((each) => each.name === name)?.schema);
  const converts = after.conversion !== undefined || equal(old, now);
  const message = `objects were stored as ${was} and are stored as ${is}`;
  return converts
    ? { severity: 'warning', rule: 'storage-moved', message: `${message}: migrate those that exist before ${was} goes` }
    : { severity: 'breaking', rule: 'storage-moved', message: `${message}, which is another schema, and no webhook converts` };
}

/** Without a webhook an object of one version is read as one of another, word for word. */
function disagreements({ versions, conversion }: Definition): readonly Change[] {
  const served = versions.filter((each) => each.served);
  const [first, ...others] = served;
  if (conversion !== undefined || first === undefined) return [];
  return others.flatMap((other): Change[] => {
    const lost = compareSchemas('', { before: withoutUsualWords(first.schema), after: withoutUsualWords(other.schema) }).filter(
      ({ rule }) => ['field-removed', 'type-changed'].includes(rule),
    );
    if (lost.length === 0) return [];
    const paths = lost
      .map(({ path }) => path)
      .slice(0, 3)
      .join(', ');
    return [
      {
        severity: 'warning',
        rule: 'versions-disagree',
        message: `${first.name} and ${other.name} are both served, differ in ${paths}, and no webhook converts`,
      },
    ];
  });
}

/** Whether anything of it breaks somebody. */
export const isBreaking = (changes: readonly Change[]): boolean => changes.some(({ severity }) => severity === 'breaking');
