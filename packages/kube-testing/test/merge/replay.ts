/** Puts the merge cases to the functions of the in-process API server: {@link replayStep} and {@link replayPatch}. */
import { isObject, objectAt, type JsonObject } from 'kube-core/json';
import { topologyOfCustomResource, type Topology } from 'kube-core/schema';
import { serverSideApply } from '../../src/merge/apply/apply.js';
import { jsonPatch } from '../../src/merge/patch/json-patch.js';
import { keepTimes } from '../../src/merge/managers/managed-fields.js';
import { notWritten, trackUpdate, type Writing } from '../../src/merge/managers/update.js';
import { mergePatch } from '../../src/merge/patch/merge-patch.js';
import { Refusal } from '../../src/refusal.js';
import { strategicMergePatch } from '../../src/merge/patch/strategic-patch.js';
import type { Answer, CaseKind, RecordedStep, Step } from './case.js';
import { partSchema } from './crd.js';
import { whole } from './judge.js';
import { topologyOfKind, zeroOfKind } from './kinds.js';

const partTopology = topologyOfCustomResource(partSchema);

const topologyFor = (of: CaseKind): Topology => topologyOfKind(of) ?? partTopology;

const apiVersionOf = ({ group, version }: CaseKind): string => (group === '' ? version : `${group}/${version}`);

function writingOf(of: CaseKind, step: Step, now: string): Writing {
  const ignored = hasStatus(of) ? { ignored: notWritten(of.kind, step.sub) } : {};
  return { manager: step.by, apiVersion: apiVersionOf(of), subresource: step.sub, now, topology: topologyFor(of), ...ignored };
}

const hasStatus = (of: CaseKind): boolean => of.kind !== 'ConfigMap' && of.kind !== 'PodTemplate';

/** What our functions make of a recorded step: an object, or the refusal. */
export function replayStep(kind: CaseKind, step: Step, { live, now, answer }: RecordedStep): Answer {
  const of = { ...kind, version: step.version ?? kind.version };
  const before = live === undefined ? undefined : { ...live, apiVersion: apiVersionOf(of) };
  const writing = writingOf(of, step, now);
  return answering(() =>
    step.do === 'apply' ? replayApply(of, step, { writing, live: before }) : replayUpdate(of, step, { writing, live: before, answer }),
  );
}

interface Replay {
  readonly writing: Writing;
  readonly live: JsonObject | undefined;
}

function replayApply(of: CaseKind, step: Step, { writing, live }: Replay): JsonObject {
  const config = whole(of, 'o', step.body);
  const empty = zeroOfKind(of);
  const result = serverSideApply({
    ...writing,
    kind: of.kind,
    live,
    config,
    force: step.force === true,
    ...(empty !== undefined && { empty }),
  });
  if (result.outcome === 'conflict') throw result.refusal;
  const object = hasStatus(of) ? written(result.object, live, { of, step }) : result.object;
  return live === undefined ? object : keepTimes(live, object);
}

/** What the server stores of it: each endpoint writes its own part, and that of a status some metadata if the kind is built in. */
function written(
  object: JsonObject,
  live: JsonObject | undefined,
  { of, step }: { readonly of: CaseKind; readonly step: Step },
): JsonObject {
  const { status: own, ...rest } = object;
  const { status: before, ...others } = live ?? {};
  if (step.sub === undefined) return { ...rest, ...(before !== undefined && { status: before }) };
  const [metadata, old] = [objectAt(object, 'metadata'), objectAt(others, 'metadata')];
  const kept = of.kind === 'Part' ? { ...old, managedFields: metadata.managedFields } : { ...metadata, labels: old.labels };
  return { ...others, metadata: kept, ...(own !== undefined && { status: own }) };
}

/** The server's object stands for the decoded and defaulted one; the managers are ours. */
function replayUpdate(of: CaseKind, step: Step, { writing, live, answer }: Replay & { readonly answer: Answer }): JsonObject {
  const empty = live ?? zeroOfKind(of) ?? {};
  const sent = step.do === 'create' ? whole(of, 'o', step.body) : patched(live ?? {}, of, step);
  const { managedFields: _ours, ...metadata } = objectAt(answer.body, 'metadata');
  const given = objectAt(sent, 'metadata').managedFields;
  const next = { ...answer.body, metadata: { ...metadata, ...(Array.isArray(given) && { managedFields: given }) } };
  return keepTimes(empty, trackUpdate(empty, next, writing));
}

function patched(live: JsonObject, of: CaseKind, step: Step): JsonObject {
  const result = replayPatchOf(
    live,
    of,
    step.do === 'update'
      ? ['merge', step.body]
      : [step.do === 'json' ? 'json' : step.do === 'strategic' ? 'strategic' : 'merge', step.body],
  );
  return isObject(result) ? result : {};
}

type Patch = readonly [type: 'json' | 'merge' | 'strategic', body: unknown];

function replayPatchOf(live: JsonObject, of: CaseKind, [type, body]: Patch): unknown {
  if (type === 'json') return jsonPatch(live, body);
  return type === 'merge' ? mergePatch(live, body) : strategicMergePatch(live, body, topologyFor(of));
}

/** What our functions make of a recorded patch. */
export function replayPatch(of: CaseKind, live: JsonObject, patch: Patch): Answer {
  return answering(() => {
    const result = replayPatchOf(live, of, patch);
    return isObject(result) ? result : {};
  });
}

function answering(make: () => JsonObject): Answer {
  try {
    return { code: 200, body: make() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.status.code, body: { ...error.status } };
  }
}
