/**
 * Server-side apply (KEP 555) on plain JSON: {@link serverSideApply}. It merges a configuration into the live object, takes away what
 * the manager no longer wants, and says who owns what afterwards.
 *
 * The server around it decodes and defaults the result (a `null` left behind is a field without a value), runs admission and
 * validation, and stores it unless `keepTimes` shows that nothing changed.
 */
import { equal, isObject, objectAt, textAt, type JsonObject } from 'kube-core/json';
import { applyConflict } from './conflict.js';
import { checkConfig, printProblems } from './check.js';
import { syncLastApplied, takenOver } from './last-applied.js';
import { mergeConfig } from './merge.js';
import { pruneConfig } from './prune.js';
import { fieldsOf } from '../fields/of.js';
import { FieldSet } from '../fields/field-set.js';
import {
  managerId,
  managersOf,
  newManager,
  withManagers,
  withoutManagers,
  type Manager,
  type Managers,
} from '../managers/managed-fields.js';
import { ownable, reconcileManagers, take, updateManagers, type Contested, type Writing } from '../managers/update.js';
import { badRequest, internal, type Refusal } from '../../refusal.js';

/** One apply. */
export interface ApplyCall extends Writing {
  /** The kind served at the endpoint. */
  readonly kind: string;
  /** The live object in the version of the call; undefined where the apply creates one. */
  readonly live: JsonObject | undefined;
  /** What an object of the kind is with nothing set: `zeroObject` of a built-in kind. @defaultValue an empty object, as for custom resources */
  readonly empty?: JsonObject;
  /** The configuration, parsed and unchecked. */
  readonly config: unknown;
  /** Whether to take fields that others own, instead of refusing. @defaultValue false */
  readonly force?: boolean;
}

/** The object to decode, default and store, its managedFields in it; or the refusal to answer with. */
export type ApplyResult =
  { readonly outcome: 'applied'; readonly object: JsonObject } | { readonly outcome: 'conflict'; readonly refusal: Refusal };

/** Who owned what before objects were tracked. */
const beforeFirstApply = 'before-first-apply';

/**
 * Applies a configuration.
 *
 * @throws Refusal 400 for a configuration of another kind or one that brings managedFields, 500 for one that does not fit the schema.
 */
export function serverSideApply(call: ApplyCall): ApplyResult {
  const config = configOf(call);
  const live = withoutManagers(call.live ?? call.empty ?? {});
  const before = reconcileManagers(live, managersBefore(call, live), call);
  const applied = tryApply({ config, live, before, force: call.force === true }, call);
  if (applied.contested.size === 0) return { outcome: 'applied', object: syncLastApplied(applied.object, config, call.manager) };
  return { outcome: 'conflict', refusal: applyConflict(applied.contested, before) };
}

function configOf({ config, kind, apiVersion, topology }: ApplyCall): JsonObject {
  if (!isObject(config)) throw badRequest('error decoding patch: the configuration must be an object');
  const type = `${textAt(config, 'apiVersion').includes('/') ? '' : '/'}${textAt(config, 'apiVersion')}, Kind=${textAt(config, 'kind')}`;
  if (config.apiVersion !== apiVersion || config.kind !== kind) throw badRequest(`invalid object type: ${type}`);
  const metadata = objectAt(config, 'metadata');
  if ((metadata.managedFields ?? null) !== null) throw badRequest('metadata.managedFields must be nil');
  const problems = checkConfig(config, topology);
  if (problems.length === 0) return config;
  throw internal(
    `failed to create typed patch object (${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}; ${type}): ${printProblems(problems)}`,
  );
}

/** The managers of the live object; where it was not tracked so far, one that owns all of it. */
function managersBefore(call: ApplyCall, live: JsonObject): Managers {
  if (call.live === undefined) return new Map();
  const managers = managersOf(call.live);
  return managers.size > 0
    ? managers
    : updateManagers({ live: call.empty ?? {}, next: live }, managers, { ...call, manager: beforeFirstApply });
}

/** What an apply works on. */
interface Application {
  readonly config: JsonObject;
  readonly live: JsonObject;
  readonly before: Managers;
  readonly force: boolean;
}

/** The object after an apply, and what others own of the fields it changed, if it must not take them. */
interface Attempt {
  readonly object: JsonObject;
  readonly contested: Contested;
}

function tryApply({ config, live, before, force }: Application, call: ApplyCall): Attempt {
  const { topology, ignored = FieldSet.empty } = call;
  const applier = newManager(call.manager, { operation: 'Apply', apiVersion: call.apiVersion, subresource: call.subresource });
  const id = managerId(applier);
  const last = before.get(id);
  const managers = new Map(before).set(id, { ...applier, fields: fieldsOf(config, topology).without(ignored) });
  const merged = mergeConfig(live, config, topology);
  const object = pruneConfig(isObject(merged) ? merged : {}, last, { managers, writing: call });
  const taken = take({ live, next: object }, managers, { writing: call, keep: id });
  const contested = force ? new Map<string, FieldSet>() : takenOver(taken.contested, call.manager, { live, topology });
  const time = equal(live, object) ? last?.time : call.now;
  return { object: withManagers(object, withApplier(taken.managers, id, time)), contested };
}

/** The managers with the applier's own entry as it is kept: without the fields that no one owns, and not at all if it has no other. */
function withApplier(managers: Managers, id: string, time: string | undefined): Managers {
  const kept = new Map<string, Manager>(managers);
  const applier = kept.get(id);
  const fields = ownable(applier?.fields ?? FieldSet.empty);
  if (applier === undefined || fields.isEmpty) kept.delete(id);
  else kept.set(id, { ...applier, time, fields });
  return kept;
}
