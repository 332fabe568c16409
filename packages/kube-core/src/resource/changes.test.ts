import { expect, test } from '@jest/globals';
import { ConfigMap } from '../k8s/core-v1.js';
import { freeze } from '../util/json/json.js';
import {
  annotationsOf,
  finalizersOf,
  labelsOf,
  ownersOf,
  withAnnotations,
  withFinalizer,
  withLabels,
  withoutFinalizer,
  withOwner,
} from './changes.js';
import { ownerReference } from './owner.js';

const frozen: ConfigMap = freeze({ metadata: { name: 'x', labels: { a: '1', b: '2' }, finalizers: ['f'] }, data: { k: 'v' } });

test('metadata that is not there reads as empty', () => {
  expect([labelsOf({}), annotationsOf({}), finalizersOf({}), ownersOf({ metadata: {} })]).toEqual([{}, {}, [], []]);
  expect(() => labelsOf(undefined as never)).toThrow(expect.objectContaining({ code: 'params' }));
});

test('labels and annotations are set and removed in a copy', () => {
  const changed = withAnnotations(withLabels(frozen, { a: null, c: '3', d: undefined }), { note: 'x' });
  expect(changed).toEqual({ ...frozen, metadata: { ...frozen.metadata, labels: { b: '2', c: '3' }, annotations: { note: 'x' } } });
  expect(frozen.metadata?.labels).toEqual({ a: '1', b: '2' });
});

test('a finalizer is added once, and removed where it is', () => {
  expect(finalizersOf(withFinalizer(frozen, 'g'))).toEqual(['f', 'g']);
  expect(withFinalizer(frozen, 'f')).toBe(frozen);
  expect(finalizersOf(withoutFinalizer(frozen, 'f'))).toEqual([]);
  expect(withoutFinalizer(frozen, 'g')).toBe(frozen);
});

test('an owner takes its own place, and a second controller is refused', () => {
  const [first, second] = ['u1', 'u2'].map((uid) => ownerReference(ConfigMap, { metadata: { name: uid, uid } }));
  const owned = withOwner(frozen, first!);
  expect(ownersOf(withOwner(owned, { ...first!, blockOwnerDeletion: false }))).toEqual([{ ...first, blockOwnerDeletion: false }]);
  expect(() => withOwner(owned, second!)).toThrow('ConfigMap u1 is the controller of x: an object has one at most');
  expect(ownersOf(withOwner(owned, { ...second!, controller: false }))).toHaveLength(2);
});
