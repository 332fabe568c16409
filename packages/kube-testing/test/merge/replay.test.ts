import { isList, isObject, listAt, objectAt, own, without } from 'kube-core/json';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Answer, Recordings, RecordedStep } from './case.js';
import { patchCases, sequences } from './cases.js';
import { bare, inOrder } from './comparable.js';
import { replayPatch, replayStep } from './replay.js';

const recordings = JSON.parse(readFileSync(new URL('recordings.json', import.meta.url), 'utf8')) as Recordings;

/** Validation comes after merging: of what it refuses, only that there was something to validate is known. */
const judgedLater = ({ code, body }: Answer): boolean => code === 422 && / is invalid: (?!patch: )/.test(String(body.message));

/** The managers, with the order of their fields; custom resources are written with all their fields in the order of their names. */
function managersOf({ kind, metadata }: Answer['body']): unknown {
  const entries = listAt(metadata, 'managedFields');
  return kind === 'Part' ? entries : entries.map((entry) => [entry, JSON.stringify(objectAt(entry, 'fieldsV1'))]);
}

/** What defaulting and the allocation of a service's addresses fill in. */
const filledIn = new Set(
  [
    'imagePullPolicy resources terminationMessagePath terminationMessagePolicy protocol targetPort emptyDir',
    'dnsPolicy restartPolicy schedulerName securityContext terminationGracePeriodSeconds',
    'clusterIP clusterIPs internalTrafficPolicy ipFamilies ipFamilyPolicy sessionAffinity type',
  ].flatMap((names) => names.split(' ')),
);

/** Where two objects differ beyond what decoding (it drops `null` and empty objects) and defaulting do to one. */
function differences(theirs: unknown, ours: unknown, path = ''): string[] {
  if (isList(theirs) && isList(ours)) {
    if (theirs.length !== ours.length) return [`${path}: ${theirs.length} items, not ${ours.length}`];
    return theirs.flatMap((item, i) => differences(item, ours[i], `${path}[${i}]`));
  }
  if (isObject(theirs) && isObject(ours)) {
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].filter(
      (name) => Object.hasOwn(ours, name) || !filledIn.has(name),
    );
    return names.flatMap((name) => differences(own(theirs, name), own(ours, name), `${path}.${name}`));
  }
  const dropped = theirs === undefined && isObject(ours) && Object.keys(ours).length === 0;
  return dropped || (theirs ?? null) === (ours ?? null) ? [] : [`${path}: ${JSON.stringify(theirs)}, not ${JSON.stringify(ours)}`];
}

/** Holds what we would store against what the server stored. */
function expectObject({ live, answer: { body } }: RecordedStep, ours: Answer): void {
  const expected = bare(live === undefined ? without(body, 'status') : body);
  expect(managersOf(ours.body)).toEqual(managersOf(body));
  expect(differences(expected, bare(ours.body))).toEqual([]);
}

describe.each(sequences.map((sequence) => [sequence.name, sequence] as const))('%s', (name, { of, steps }) => {
  const recorded = recordings.sequences[name] ?? [];
  test.each(steps.map((step, i) => [i, step.do, step.by, step] as const))('step %i: %s by %s', (i, _do, _by, step) => {
    const found = recorded[i]!;
    const ours = replayStep(of, step, found);
    const { answer } = found;
    expect(ours.code).toBe(judgedLater(answer) || answer.code === 201 ? 200 : answer.code);
    if (judgedLater(answer)) return;
    if (answer.code >= 300) expect(inOrder(ours)).toEqual(inOrder(answer));
    else expectObject(found, ours);
  });

  test('writes nothing where the server wrote nothing', () => {
    const version = (body: Answer['body'] | undefined): unknown => objectAt(body, 'metadata').resourceVersion;
    for (const [i, step] of steps.entries()) {
      const found = recorded[i]!;
      if (found.live === undefined || version(found.answer.body) !== version(found.live)) continue;
      const { body } = replayStep(of, step, found);
      expect(objectAt(body, 'metadata').managedFields).toEqual(objectAt(found.live, 'metadata').managedFields);
    }
  });
});

describe.each(patchCases.map((one) => [one.name, one] as const))('%s', (name, { of, patches }) => {
  const { live, answers } = recordings.patches[name]!;
  test.each(patches.map((patch, i) => [i, JSON.stringify(patch[1]).slice(0, 120), patch] as const))('%i: %s', (i, _text, patch) => {
    const ours = replayPatch(of, live, patch);
    const answer = answers[i]!;
    expect(ours.code).toBe(judgedLater(answer) ? 200 : answer.code);
    if (judgedLater(answer)) return;
    if (answer.code >= 300) expect(inOrder(ours)).toEqual(inOrder(answer));
    else expect(differences(bare(answer.body, 'managedFields'), bare(ours.body, 'managedFields'))).toEqual([]);
  });
});

test('the recordings are those of the cases', () => {
  expect(Object.fromEntries(Object.entries(recordings.sequences).map(([name, steps]) => [name, steps.length]))).toEqual(
    Object.fromEntries(sequences.map(({ name, steps }) => [name, steps.length])),
  );
});
