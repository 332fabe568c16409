import { describe, expect, test } from '@jest/globals';
import { KubeError, systemClock, type ResourceDefinition } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { validator } from 'kube-core/schema';
import { ManualClock } from 'kube-core/testing';
import type { CallOptions } from '../handling.js';
import { admit } from './admit.js';
import { DeniedError } from './denied.js';
import { mutatingHook, validatingHook, type Hook, type Mutate, type Validate } from './hook.js';
import type { MutateOptions } from './options.js';
import { readAdmission } from './review.js';

type Any = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
const definition: ResourceDefinition<ConfigMap> = ConfigMap;
const mutating = (handler: Mutate<ConfigMap, Any>, options: MutateOptions = {}): Hook => mutatingHook(definition, handler, options);
const validating = (handler: Validate<ConfigMap, Any>, options: MutateOptions = {}): Hook => validatingHook(definition, handler, options);

const stored = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'web' }, data: { colour: 'blue' } };
const review = (request: object = {}): object => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u-1',
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    name: 'settings',
    namespace: 'web',
    operation: 'CREATE',
    userInfo: { username: 'robot', groups: ['system:authenticated'] },
    object: stored,
    dryRun: false,
    ...request,
  },
});

const options: CallOptions = { clock: systemClock, signal: new AbortController().signal };
const answer = async (hook: Hook, request: object = {}) => admit(hook, readAdmission(review(request)), options);
const stepsOf = (patch: string | undefined): unknown => JSON.parse(Buffer.from(patch ?? '', 'base64').toString());

describe('a mutating handler', () => {
  const patch = [{ op: 'replace', path: '/data/colour', value: 'red' }];

  test('returns the changed object, of which the patch is made', async () => {
    const { response } = await answer(mutating(({ object }) => ({ ...object, data: { colour: 'red' } })));
    expect(response).toMatchObject({ uid: 'u-1', allowed: true, patchType: 'JSONPatch' });
    expect(stepsOf(response?.patch)).toEqual(patch);
  });

  test('may change its object in place', async () => {
    const hook = mutating(({ object }) => {
      Object.assign(object ?? {}, { data: { colour: 'red' } });
    });
    expect(stepsOf((await answer(hook)).response?.patch)).toEqual(patch);
  });

  test('that changes nothing has no patch', async () => {
    for (const hook of [mutating(() => undefined), mutating(({ object }) => structuredClone(object))])
      expect((await answer(hook)).response).toEqual({ uid: 'u-1', allowed: true });
  });

  test('refuses by throwing a DeniedError, and warns beside it', async () => {
    const hook = mutating(({ warn, audit }) => {
      warn('green is\nout of fashion');
      audit('colour', 'green');
      throw new DeniedError('there is no green', { reason: 'Conflict', code: 409 });
    });
    expect((await answer(hook)).response).toEqual({
      uid: 'u-1',
      allowed: false,
      status: { status: 'Failure', message: 'there is no green', reason: 'Conflict', code: 409 },
      warnings: ['green is out of fashion'],
      auditAnnotations: { colour: 'green' },
    });
  });
});

test('an error with the code of a refusal refuses, also without options: a webhook that is ignored when it fails must not let it pass', async () => {
  const hook = validating(() => {
    throw new KubeError('webhook-denied', 'not today');
  });
  expect((await answer(hook)).response).toEqual({
    uid: 'u-1',
    allowed: false,
    status: { status: 'Failure', message: 'not today', reason: 'Forbidden', code: 403 },
  });
});

describe('a validating handler', () => {
  test('has the old object alone where an object is deleted', async () => {
    const seen: unknown[] = [];
    const hook = validating(({ operation, object, oldObject }) => void seen.push(operation, object, oldObject?.data));
    const request = { operation: 'DELETE', object: null, oldObject: stored };
    expect((await answer(hook, request)).response?.allowed).toBe(true);
    expect(seen).toEqual(['DELETE', undefined, { colour: 'blue' }]);
  });

  test('refuses as the server does with the findings of a schema', async () => {
    const schema = validator({
      type: 'object',
      properties: {
        data: { type: 'object', required: ['host'], properties: { host: { type: 'string' }, colour: { type: 'string', enum: ['red'] } } },
      },
    });
    const { response } = await answer(validating(({ object }) => schema.validate(object)));
    expect(response?.status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        'ConfigMap "settings" is invalid: [data.colour: Unsupported value: "blue": supported values: "red", data.host: Required value]',
      details: {
        name: 'settings',
        kind: 'ConfigMap',
        causes: [{ field: 'data.colour' }, { reason: 'FieldValueRequired', field: 'data.host', message: 'Required value' }],
      },
    });
    expect((await answer(validating(() => []))).response?.allowed).toBe(true);
  });

  test('knows who asks, and whether it is only a trial', async () => {
    let seen: unknown;
    const hook = validating(
      ({ userInfo, dryRun, options: asked, name, namespace }) => void (seen = { userInfo, dryRun, asked, name, namespace }),
    );
    await answer(hook, { dryRun: true, options: { kind: 'CreateOptions' } });
    const userInfo = { username: 'robot', groups: ['system:authenticated'] };
    expect(seen).toEqual({ userInfo, dryRun: true, asked: { kind: 'CreateOptions' }, name: 'settings', namespace: 'web' });
  });

  test('cannot change the object of the review', async () => {
    const request = readAdmission(review());
    const hook = validating(({ object }) => void Object.assign(object ?? {}, { data: {} }));
    expect((await admit(hook, request, options)).response).toEqual({ uid: 'u-1', allowed: true });
    expect(request.object).toEqual(stored);
  });
});

describe('a failure', () => {
  test.each<readonly ['Fail' | 'Ignore', object | undefined]>([
    [
      'Fail',
      {
        uid: 'u-1',
        allowed: false,
        status: { status: 'Failure', message: 'the webhook failed; its log says why, at uid u-1', reason: 'InternalError', code: 500 },
      },
    ],
    ['Ignore', undefined],
  ])('refuses the request or has no answer, as the policy %s has it', async (failurePolicy, response) => {
    const hook = validating(() => Promise.reject(new Error('no route')), { failurePolicy });
    expect(await answer(hook)).toMatchObject({ state: 'failed', error: { message: 'no route' }, response });
  });

  test.each<readonly [number, number | undefined, number, string]>([
    [10, undefined, 9500, '9.5 s'],
    [10, 3000, 2700, '2.7 s'],
    [1, 30_000, 900, '900 ms'],
  ])('comes a little before the server gives up: declared %d s, asked %p ms', async (timeoutSeconds, waitsMs, ms, text) => {
    const clock = new ManualClock();
    let reason: unknown;
    const hook = validating(
      async ({ signal }) => new Promise<undefined>(() => signal.addEventListener('abort', () => (reason = String(signal.reason)))),
      { timeoutSeconds },
    );
    const verdict = admit(hook, readAdmission(review()), { ...options, clock, waitsMs });
    await clock.advance(ms - 1);
    expect(reason).toBeUndefined();
    await clock.advance(1);
    expect((await verdict).response?.status).toMatchObject({
      code: 504,
      reason: 'Timeout',
      message: `the webhook did not answer within ${text}`,
    });
    expect(reason).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  test('is what a handler returns that is no object and no list', async () => {
    const wrong: () => never = () => 7 as never;
    expect(await answer(mutating(wrong))).toMatchObject({ state: 'failed' });
    expect(await answer(validating(wrong))).toMatchObject({ state: 'failed' });
  });
});

describe('readAdmission', () => {
  test.each<readonly [string, unknown, RegExp]>([
    ['no JSON object', [1], /no AdmissionReview of admission\.k8s\.io\/v1: the body is no JSON object/],
    ['another kind', { ...review(), kind: 'Pod' }, /its kind is "Pod"/],
    ['another version', { ...review(), apiVersion: 'admission.k8s.io/v1beta1' }, /its apiVersion "admission\.k8s\.io\/v1beta1"/],
    ['no request', { ...review(), request: undefined }, /it has no request/],
    ['no uid', review({ uid: '' }), /its request has no uid/],
    ['another operation', review({ operation: 'PATCH' }), /its operation is none of CREATE, UPDATE, DELETE, CONNECT/],
    ['no object', review({ object: null }), /its CREATE has no object/],
    ['no old object', review({ operation: 'UPDATE' }), /its UPDATE has no oldObject/],
    ['no old object to delete', review({ operation: 'DELETE', object: null }), /its DELETE has no oldObject/],
  ])('refuses what has %s', (_, body, words) => {
    expect(() => readAdmission(body)).toThrow(words);
  });
});
