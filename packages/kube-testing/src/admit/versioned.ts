/**
 * A write is of the object that its author has seen: {@link versioned} compares resourceVersion and uid, {@link unversioned} sees that a new one has
 * none.
 */
import { invalid as invalidValue } from 'kube-core/schema';
import type { KubeJson } from '../object.js';
import { conflict, internal, invalid, modified } from '../refusal.js';
import { kindRules } from '../registry/kind-rules.js';
import { versionNumber } from '../request/options.js';
import type { Target } from '../request/write-target.js';
import { checking, type Attempt, type Step } from './attempt.js';

/** @throws Refusal 409 for an update of another object or of an older version, 422 for one that names none where it must. */
export const versioned: Step = checking((attempt) => {
  if (attempt.current !== undefined) checkUpdate(attempt, attempt.current);
});

/** @throws Refusal 500 for a create that names a version: only the storage sees it, when all else is well. */
export const unversioned: Step = checking(({ asked, current }) => {
  if (current === undefined && (asked.metadata.resourceVersion ?? '') !== '')
    throw internal('resourceVersion should not be set on objects to be created');
});

function checkUpdate({ asked, whole, target }: Attempt, current: KubeJson): void {
  const { resource, name } = target;
  const { resourceVersion: version = '', uid = '' } = asked.metadata;
  const given = versionNumber(version, 'update');
  if (uid !== '' && uid !== current.metadata.uid)
    throw conflict(resource, name, uidWords(target, { uid, current: current.metadata.uid ?? '' }));
  if (whole && (given === undefined || given === 0) && kindRules(resource).needsVersion === true) {
    const named = { group: resource.group, kind: resource.plural }; // the server names the resource where others name the kind
    throw invalid(named, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (given !== undefined && given !== 0 && version !== current.metadata.resourceVersion) throw conflict(resource, name, modified);
}

function uidWords({ resource, namespace, name }: Target, uids: { readonly uid: string; readonly current: string }): string {
  const key = ['/registry', ...(resource.group === '' ? [] : [resource.group]), resource.plural, namespace, name].filter(
    (part) => part !== undefined,
  );
  return (
    `StorageError: invalid object, Code: 4, Key: ${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ` +
    `Precondition failed: UID in precondition: ${uids.uid}, UID in object meta: ${uids.current}`
  );
}
