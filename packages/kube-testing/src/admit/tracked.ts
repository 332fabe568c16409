/**
 * Who set which fields: {@link tracked} keeps managedFields up to date.
 */
import { isObject } from 'kube-core/json';
import { keepTimes } from '../merge/managers/managed-fields.js';
import { emptyOf, writingOf } from '../merge/managers/merging.js';
import { trackUpdate } from '../merge/managers/update.js';
import type { KubeJson } from '../object.js';
import { authorOf } from '../request/write-target.js';
import { changing, type Attempt, type Step } from './attempt.js';

/** Notes for whom a write is; an apply has noted it already, and keeps its times where nothing else changed. */
export const tracked: Step = changing((attempt) => {
  const { object, current, tracked: done } = attempt;
  if (!done) return likeIt(updated(attempt), object);
  return current === undefined ? object : likeIt(keepTimes(current, object), object);
});

const updated = ({ cluster, options, target, object, current }: Attempt): unknown =>
  trackUpdate(current ?? emptyOf(target.resource), object, writingOf(target, authorOf(cluster, options)));

/** managedFields change nothing of what makes an object one of Kubernetes. */
function likeIt(value: unknown, { apiVersion, kind, metadata }: KubeJson): KubeJson {
  if (!isObject(value)) return { apiVersion, kind, metadata };
  return { ...value, apiVersion, kind, metadata: isObject(value.metadata) ? value.metadata : metadata };
}
