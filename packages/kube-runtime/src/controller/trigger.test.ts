import { describe, expect, test } from '@jest/globals';
import { ownerReference, type KubeObject } from 'kube-core';
import { ConfigMap, Deployment, Namespace } from 'kube-core/k8s';
import type { ObjectRef } from '../reflector/object-ref.js';
import type { Cached } from '../watcher/event.js';
import { toMapped, toOwner, Trigger } from './trigger.js';

const objectOf = <K extends KubeObject>(metadata: Partial<Cached<K>['metadata']>): Cached<K> =>
  ({ metadata: { uid: 'u', resourceVersion: '1', ...metadata } }) as Cached<K>;
const namespace = objectOf<Namespace>({ name: 'team' });

describe('a function that names what to reconcile', () => {
  const mapped = (...refs: readonly unknown[]) =>
    toMapped<Namespace>({ changed: Namespace, reconciled: ConfigMap }, () => refs as readonly ObjectRef[]);

  test.each([
    [{ name: 'a' }, 'it named ConfigMap "a" without a namespace, and has to name { name, namespace }'],
    [{ name: 'a', namespace: '' }, 'it named ConfigMap "a" without a namespace, and has to name { name, namespace }'],
    [{ name: 'a', namespace: 5 }, "it named { name: 'a', namespace: 5 }, and has to name { name, namespace }"],
    [{ name: 'a', namespace: null }, "it named { name: 'a', namespace: null }, and has to name { name, namespace }"],
  ])('has failed where it names %j for an object without a namespace', (ref, why) => {
    expect(() => mapped({ name: 'b', namespace: 'web' }, ref)(namespace)).toThrow(
      expect.objectContaining({ code: 'callback', message: `the function given to watches() threw for Namespace team: ${why}` }),
    );
  });

  test('need not name a namespace for a kind that has none', () => {
    const map = toMapped<ConfigMap>({ changed: ConfigMap, reconciled: Namespace }, () => [{ name: 'x' }]);
    expect(map(objectOf<ConfigMap>({ name: 'a', namespace: 'web' }))).toEqual([{ ref: { name: 'x' } }]);
  });
});

test('an owner in a namespace is none for an object that has no namespace', () => {
  const owner = { metadata: { name: 'd', namespace: 'web', uid: 'of-d' } };
  const ownerReferences = [ownerReference(Deployment, owner)];
  const trigger = new Trigger<Namespace>(toOwner(Deployment));
  expect(trigger.write({ type: 'apply', object: objectOf<Namespace>({ name: 'team', ownerReferences }) })).toEqual([]);
});
