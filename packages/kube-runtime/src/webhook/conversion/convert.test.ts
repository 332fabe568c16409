import { describe, expect, test } from '@jest/globals';
import { dynamicResource, systemClock, type DynamicObject } from 'kube-core';
import { objectAt } from 'kube-core/json';
import { ManualClock } from 'kube-core/testing';
import { DeniedError } from '../admission/denied.js';
import type { CallOptions } from '../handling.js';
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
const options: CallOptions = { clock: systemClock, signal: new AbortController().signal };
/** What a function makes of an object with labels, annotations and a status. */
async function made(fromHub: Conversion<DynamicObject, DynamicObject>['fromHub']): Promise<object | undefined> {
  const versions = new Versions(v1);
  versions.add(v1, v1beta1, { toHub: () => ({}), fromHub });
  const whole = { ...object('v1', {}, { annotations: { c: 'd' } }), status: { ready: true } };
  return (await convert(request('v1beta1', whole), () => versions, options)).response.convertedObjects[0];
}
const asked = async (to: string, ...objects: readonly object[]) => (await convert(request(to, ...objects), find(), options)).response;

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

  test.each<readonly [string, object, object]>([
    ['nothing', {}, { labels: { a: 'b' }, annotations: { c: 'd' } }],
    ['annotations', { annotations: { was: 'v1' } }, { labels: { a: 'b' }, annotations: { was: 'v1' } }],
    ['labels', { labels: {} }, { labels: {}, annotations: { c: 'd' } }],
    ['labels that are undefined', { labels: undefined }, { annotations: { c: 'd' } }],
    ['another name', { name: 'other', finalizers: [] }, { labels: { a: 'b' }, annotations: { c: 'd' } }],
  ])('keeps all metadata that a function does not give, and takes labels and annotations alone: %s', async (_, metadata, kept) => {
    expect(objectAt(await made(() => ({ metadata })), 'metadata')).toEqual({
      name: 'shop',
      namespace: 'web',
      uid: 'u',
      generation: 3,
      managedFields: [{ manager: 'm' }],
      ...kept,
    });
  });

  test('keeps a status that a function does not give, and takes the one that it gives', async () => {
    expect(await made(() => ({}))).toMatchObject({ status: { ready: true } });
    expect(await made(() => ({ status: { phase: 'Ready' } }))).toMatchObject({ status: { phase: 'Ready' } });
    expect(await made(() => ({ status: undefined }))).toHaveProperty('status', undefined);
  });

  test('answers with a failure that names the object, and with no object', async () => {
    const answer = await asked('v1', object('v1beta1', { hostname: 'a' }), object('v1alpha1', {}));
    const message =
      'Website web/shop of example.com/v1alpha1 cannot be converted to example.com/v1: the webhook failed; its log says why, at uid r';
    expect(answer).toEqual({ uid: 'r', convertedObjects: [], result: { status: 'Failure', message } });
    expect((await asked('v2', object('v1', {}))).result.message).toMatch(
      /there is no conversion for example\.com\/v2 of Website: declared are example\.com\/v1, example\.com\/v1beta1, example\.com\/v1alpha1$/,
    );
    expect((await asked('v1', { ...object('v1', {}), kind: 'Blog' })).result.message).toMatch(
      /no conversion for Blog of the group "example\.com"$/,
    );
  });

  test('tells whoever asks what a function means to be told', async () => {
    const versions = new Versions(v1);
    const toHub = (): never => {
      throw new DeniedError('the port is no number');
    };
    versions.add(v1, v1beta1, { toHub, fromHub: () => ({}) });
    const { response, error } = await convert(request('v1', object('v1beta1', {})), () => versions, options);
    expect(response.result.message).toMatch(/cannot be converted to example\.com\/v1: the port is no number$/);
    expect(error).toBeInstanceOf(DeniedError);
  });

  test.each([
    ['30 s, as an API server that does not say how long it waits', undefined, 29_500, '29.5 s'],
    ['as long as it says', 10_000, 9500, '9.5 s'],
    ['30 s where it says more', 60_000, 29_500, '29.5 s'],
  ] as const)('takes no longer than %s, and aborts what it called', async (_, waitsMs, ms, text) => {
    const clock = new ManualClock();
    let reason: unknown;
    const versions = new Versions(v1);
    const fromHub = (_: DynamicObject, { signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise(() => signal.addEventListener('abort', () => (reason = String(signal.reason))));
    versions.add(v1, v1beta1, { toHub: () => ({}), fromHub });
    const verdict = convert(request('v1beta1', object('v1', {})), () => versions, { ...options, clock, waitsMs });
    await clock.advance(ms - 1);
    expect(reason).toBeUndefined();
    await clock.advance(1);
    expect((await verdict).response).toEqual({
      uid: 'r',
      convertedObjects: [],
      result: {
        status: 'Failure',
        message: `Website web/shop of example.com/v1 cannot be converted to example.com/v1beta1: the webhook did not answer within ${text}`,
      },
    });
    expect(reason).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  test('lets timers and sockets get their turn between the objects of a long list, and ends where nobody waits any more', async () => {
    const versions = new Versions(v1);
    const gone = new AbortController();
    let count = 0;
    const fromHub = (): object => {
      const end = performance.now() + 2;
      while (performance.now() < end);
      count++;
      return {};
    };
    versions.add(v1, v1beta1, { toHub: () => ({}), fromHub });
    setTimeout(() => gone.abort(), 1);
    const objects = Array.from({ length: 2000 }, () => object('v1', {}));
    const { response } = await convert(request('v1beta1', ...objects), () => versions, { ...options, signal: gone.signal });
    expect(response.result.status).toBe('Failure');
    expect(count).toBeLessThan(2000);
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
