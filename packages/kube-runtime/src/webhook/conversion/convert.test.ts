import { describe, expect, test } from '@jest/globals';
import { dynamicResource, type DynamicObject } from 'kube-core';
import { objectAt } from 'kube-core/json';
import { convert, type FindVersions } from './convert.js';
import { readConversion } from './review.js';
import { Versions, type Conversion } from './versions.js';

const sites = (version: string) =>
  dynamicResource({ group: 'example.com', version, kind: 'Website', plural: 'websites', scope: 'Namespaced' });
const [v1, v1beta1, v1alpha1] = [sites('v1'), sites('v1beta1'), sites('v1alpha1')];
const renamed = (from: string, to: string) => (object: DynamicObject) => ({ spec: { [to]: objectAt(object, 'spec')[from] } });

const between = (name: string): Conversion<DynamicObject, DynamicObject> => ({
  toHub: renamed(name, 'host'),
  fromHub: renamed('host', name),
});

function find(): FindVersions {
  const versions = new Versions(v1);
  versions.add(v1, v1beta1, between('hostname'));
  versions.add(v1, v1alpha1, { ...between('name'), toHub: () => Promise.reject(new Error('too old')) });
  return ({ group, kind }) => (group === 'example.com' && kind === 'Website' ? versions : undefined);
}

const object = (version: string, spec: object, metadata = {}): object => ({
  apiVersion: `example.com/${version}`,
  kind: 'Website',
  metadata: { name: 'shop', namespace: 'web', uid: 'u', generation: 3, managedFields: [{ manager: 'm' }], labels: { a: 'b' }, ...metadata },
  spec,
});
const request = (to: string, ...objects: readonly object[]) =>
  readConversion({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'ConversionReview',
    request: { uid: 'r', desiredAPIVersion: `example.com/${to}`, objects },
  });
const asked = async (to: string, ...objects: readonly object[]) => (await convert(request(to, ...objects), find())).response;

describe('convert', () => {
  test('goes to the hub and from it, each object of a list, with all its metadata', async () => {
    expect(await asked('v1', object('v1beta1', { hostname: 'a' }), object('v1beta1', { hostname: 'b' }))).toEqual({
      uid: 'r',
      result: { status: 'Success' },
      convertedObjects: [object('v1', { host: 'a' }), object('v1', { host: 'b' })],
    });
    expect((await asked('v1beta1', object('v1', { host: 'a' }))).convertedObjects).toEqual([object('v1beta1', { hostname: 'a' })]);
  });

  test('goes from spoke to spoke by way of the hub', async () => {
    expect((await asked('v1alpha1', object('v1beta1', { hostname: 'a' }))).convertedObjects).toEqual([object('v1alpha1', { name: 'a' })]);
  });

  test('leaves an object alone that has the version', async () => {
    expect((await asked('v1', object('v1', { host: 'a' }))).convertedObjects).toEqual([object('v1', { host: 'a' })]);
  });

  test('takes labels and annotations from the function where it gives metadata, and nothing else of it', async () => {
    const versions = new Versions(v1);
    versions.add(v1, v1beta1, { toHub: () => ({}), fromHub: () => ({ metadata: { annotations: { was: 'v1' }, name: 'other' } }) });
    const { response } = await convert(request('v1beta1', object('v1', {})), () => versions);
    const { metadata } = response.convertedObjects[0] ?? {};
    expect(metadata).toEqual({
      name: 'shop',
      namespace: 'web',
      uid: 'u',
      generation: 3,
      managedFields: [{ manager: 'm' }],
      annotations: { was: 'v1' },
    });
  });

  test('answers with a failure that names the object, and with no object', async () => {
    const answer = await asked('v1', object('v1beta1', { hostname: 'a' }), object('v1alpha1', {}));
    const message = 'Website web/shop of example.com/v1alpha1 cannot be converted to example.com/v1: too old';
    expect(answer).toEqual({ uid: 'r', convertedObjects: [], result: { status: 'Failure', message } });
    expect((await asked('v2', object('v1', {}))).result.message).toMatch(
      /there is no conversion for example\.com\/v2 of Website: declared are example\.com\/v1, example\.com\/v1beta1, example\.com\/v1alpha1$/,
    );
    expect((await asked('v1', { ...object('v1', {}), kind: 'Blog' })).result.message).toMatch(
      /no conversion for Blog of the group "example\.com"$/,
    );
  });
});

test.each<readonly [string, unknown, RegExp]>([
  ['no objects', { uid: 'r', desiredAPIVersion: 'example.com/v1' }, /its request has no list of objects/],
  ['no version', { uid: 'r', objects: [] }, /its request has no desiredAPIVersion/],
  ['texts', { uid: 'r', desiredAPIVersion: 'example.com/v1', objects: ['a'] }, /not all of its objects are objects/],
])('readConversion refuses a request with %s', (_, body, words) => {
  expect(() => readConversion({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request: body })).toThrow(words);
});

test('a kind has one hub, each version once, and no version of another kind', () => {
  const versions = new Versions(v1);
  versions.add(v1, v1beta1, between('hostname'));
  expect(() => versions.add(v1beta1, v1alpha1, between('name'))).toThrow('the hub of websites.example.com is v1, not v1beta1');
  expect(() => versions.add(v1, v1beta1, between('name'))).toThrow('websites.example.com has v1beta1 already');
  expect(() => versions.add(v1, v1, between('name'))).toThrow('has v1 already');
  expect(() => versions.add(v1, { ...v1alpha1, kind: 'Blog' }, between('name'))).toThrow(
    'Blog of example.com/v1alpha1 is no version of Website',
  );
});
