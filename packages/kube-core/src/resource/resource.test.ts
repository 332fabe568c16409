import { describe, expect, test } from '@jest/globals';
import { Deployment } from '../k8s/apps-v1.js';
import { Node, Pod } from '../k8s/core-v1.js';
import { apiVersionOf, qualifiedName } from './definition.js';
import { dynamicResource } from './dynamic.js';
import { parseApiVersion } from './gvk.js';
import { isDeleting, isMetadataOnly, keyOf, metadataOf, nameOf, namespaceOf } from './metadata.js';
import { controllerOf, ownerReference } from './owner.js';

describe('names of a kind', () => {
  test('leave the core group out', () => {
    expect([apiVersionOf(Pod), qualifiedName(Pod)]).toEqual(['v1', 'pods']);
    expect([apiVersionOf(Deployment), qualifiedName(Deployment)]).toEqual(['apps/v1', 'deployments.apps']);
  });

  test('are read back from an apiVersion', () => {
    expect(parseApiVersion('v1')).toEqual({ group: '', version: 'v1' });
    expect(parseApiVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
  });

  test.each(['', '/', '/v1', 'apps/', 'a/b/c'])('are not read from %j', (text) => {
    expect(() => parseApiVersion(text)).toThrow(expect.objectContaining({ code: 'api-version' }));
  });
});

describe('metadata', () => {
  test('is read without asking whether it is there', () => {
    expect([nameOf({}), namespaceOf({}), keyOf({})]).toEqual(['', undefined, '']);
    expect(keyOf({ metadata: { name: 'x', namespace: 'web' } })).toBe('web/x');
    expect(keyOf({ metadata: { name: 'x', namespace: '' } })).toBe('x');
  });

  test('says that an object is going', () => {
    expect([{}, { metadata: {} }, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }].map(isDeleting)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('alone is a definition of the same kind and scope', () => {
    const gateways = dynamicResource({ group: 'g', version: 'v1', kind: 'Gateway', plural: 'gateways', scope: 'Namespaced' });
    expect(metadataOf(gateways)).toEqual({ ...gateways, metadataOnly: true });
    expect([gateways, metadataOf(gateways), metadataOf(Node)].map(isMetadataOnly)).toEqual([false, true, true]);
  });
});

describe('owners', () => {
  const owner = { metadata: { name: 'x', uid: 'u1', namespace: 'web' } };

  test('are found again by the reference that was made of them', () => {
    const reference = ownerReference(Deployment, owner);
    expect(reference).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'x',
      uid: 'u1',
      controller: true,
      blockOwnerDeletion: true,
    });
    expect(controllerOf({ metadata: { ownerReferences: [{ ...reference, uid: 'u0', controller: false }, reference] } })).toBe(reference);
    expect(controllerOf({ metadata: {} })).toBeUndefined();
  });

  test('must be stored: the reference of an object without a uid would let the garbage collector take the dependant', () => {
    expect(() => ownerReference(Deployment, { metadata: { ...owner.metadata, uid: '' } })).toThrow(
      expect.objectContaining({ code: 'owner' }),
    );
  });
});
