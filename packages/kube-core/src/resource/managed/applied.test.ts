import { describe, expect, test } from '@jest/globals';
import { isApplied, isAppliedBy } from './applied.js';

const ports = { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } };
const fieldsV1 = {
  'f:metadata': { 'f:labels': { 'f:app': {} }, 'f:finalizers': { '.': {}, 'v:"example.com/x"': {} } },
  'f:spec': {
    'f:replicas': {},
    'f:selector': {},
    'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:ports': ports } },
  },
};
const entry = { manager: 'me', operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1 };
const container = { name: 'main', image: 'x', ports: [{ containerPort: 80, protocol: 'TCP' }], pull: 'Always' };
const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'a',
    resourceVersion: '7',
    labels: { app: 'x', other: 'y' },
    finalizers: ['other.com/y', 'example.com/x'],
    managedFields: [{ ...entry, operation: 'Update', fieldsV1: {} }, entry, { ...entry, subresource: 'status', fieldsV1: {} }],
  },
  spec: { replicas: 2, selector: { matchLabels: { app: 'x' } }, paused: false, containers: [{ name: 'side' }, container] },
  status: { replicas: 1 },
};
const spec = {
  replicas: 2,
  selector: { matchLabels: { app: 'x' } },
  containers: [{ name: 'main', image: 'x', ports: [{ containerPort: 80 }] }],
};
const metadata = { name: 'a', labels: { app: 'x' }, finalizers: ['example.com/x'] };

describe('isApplied', () => {
  test('is so where the owned fields are those that are wanted, whatever others have set', () => {
    expect(isApplied(object, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }, 'me')).toBe(true);
    expect(
      isApplied(object, { metadata: { ...metadata, namespace: undefined, uid: 'u' }, spec: { ...spec, paused: undefined } }, 'me'),
    ).toBe(true);
  });

  test.each<[string, object]>([
    ['another value', { metadata, spec: { ...spec, replicas: 3 } }],
    ['a field that is no longer wanted', { metadata, spec: { selector: spec.selector, containers: spec.containers } }],
    ['a field that it has not applied, though the value is there', { metadata, spec: { ...spec, paused: false } }],
    ['another value within a whole', { metadata, spec: { ...spec, selector: { matchLabels: { app: 'z' } } } }],
    ['an item that is new', { metadata, spec: { ...spec, containers: [...spec.containers, { name: 'side' }] } }],
    ['an item that is no longer wanted', { metadata, spec: { ...spec, containers: [] } }],
    ['an item with another key', { metadata, spec: { ...spec, containers: [{ ...spec.containers[0], name: 'other' }] } }],
    ['a field of an item', { metadata, spec: { ...spec, containers: [{ ...spec.containers[0], image: 'z' }] } }],
    ['a member of a set', { metadata: { ...metadata, finalizers: ['other.com/y'] }, spec }],
    ['a label less', { metadata: { name: 'a', finalizers: metadata.finalizers }, spec }],
    ['nothing at all', {}],
    ['a record where a list is', { metadata, spec: { ...spec, containers: {} } }],
    ['another version', { apiVersion: 'apps/v2', metadata, spec }],
  ])('is not so for %s', (_what, wanted) => {
    expect(isApplied(object, wanted, 'me')).toBe(false);
  });

  test('is not so for another order of items', () => {
    const items = { 'k:{"name":"a"}': { '.': {}, 'f:name': {} }, 'k:{"name":"b"}': { '.': {}, 'f:name': {} } };
    const two = { metadata: { managedFields: [{ ...entry, fieldsV1: { 'f:items': items } }] }, items: [{ name: 'a' }, { name: 'b' }] };
    expect(isApplied(two, { items: [{ name: 'a' }, { name: 'b' }] }, 'me')).toBe(true);
    expect(isApplied(two, { items: [{ name: 'b' }, { name: 'a' }] }, 'me')).toBe(false);
  });

  test('is not so where the value has been changed by another, nor for another manager, nor where nothing is noted', () => {
    const wanted = { metadata, spec };
    const changed = { ...object, spec: { ...object.spec, replicas: 9 } };
    expect(isApplied(changed, wanted, 'me')).toBe(false);
    expect(isApplied(object, wanted, 'you')).toBe(false);
    expect(isApplied({ metadata: {} }, wanted, 'me')).toBe(false);
    expect([isAppliedBy(object, 'me'), isAppliedBy(object, 'you'), isAppliedBy({}, 'me')]).toEqual([true, false, false]);
  });
});
