import { describe, expect, test } from '@jest/globals';
import { Api, Client, dynamicResource, isApiError, type DynamicObject, type JsonPatch } from 'kube-core';
import { mockService, respondJson } from 'kube-core/testing';
import { Action } from './controller/action.js';
import type { Reconcile } from './controller/context.js';
import { finalizer } from './finalizer.js';
import { reconcileOnce } from './testing/harness.js';

const Site = dynamicResource({ group: 'example.com', version: 'v1', kind: 'Site', plural: 'sites', scope: 'Namespaced' });
const ours = 'example.com/site';

const site = (finalizers?: readonly string[], more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Site',
  metadata: {
    name: 'a',
    namespace: 'web',
    uid: 'u1',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }),
    ...more,
  },
});
const deleting = { deletionTimestamp: '2026-01-02T00:00:00Z' };
const refused = (code: number, reason: string) => respondJson(code, { kind: 'Status', code, reason, message: reason });

/** A conversation: what the reconcile asks, and what the test answers. */
function talk(
  object: ReturnType<typeof site>,
  handlers: { readonly apply?: Reconcile<DynamicObject>; readonly cleanup?: Reconcile<DynamicObject> } = {},
) {
  const mock = mockService();
  const calls: string[] = [];
  const seen: DynamicObject[] = [];
  const note =
    (name: string, handler: Reconcile<DynamicObject> = async () => {}): Reconcile<DynamicObject> =>
    async (context) => {
      calls.push(name);
      seen.push(context.object as DynamicObject);
      return handler(context);
    };
  const reconcile = finalizer<DynamicObject>(ours, { apply: note('apply', handlers.apply), cleanup: note('cleanup', handlers.cleanup) });
  const done = reconcileOnce(reconcile, { api: Api.all(Client.of(mock.service), Site), object });
  done.catch(() => undefined);
  return {
    done,
    calls,
    seen,
    next: async () => {
      const pending = await mock.nextRequest();
      const body = pending.request.body === undefined ? undefined : (JSON.parse(String(pending.request.body)) as JsonPatch[]);
      return { call: `${pending.request.method} ${pending.request.path}`, body, answer: pending.respond.bind(pending) };
    },
  };
}
const path = '/apis/example.com/v1/namespaces/web/sites/a';
const sameUid = { op: 'test', path: '/metadata/uid', value: 'u1' };

describe('an object that is wanted', () => {
  test('gets the finalizer before apply is called, with the object that has it', async () => {
    const it = talk(site());
    const patch = await it.next();
    expect(patch.call).toBe(`PATCH ${path}`);
    expect(patch.body).toEqual([
      sameUid,
      { op: 'test', path: '/metadata/finalizers', value: null },
      { op: 'add', path: '/metadata/finalizers', value: [ours] },
    ]);
    expect(it.calls).toEqual([]);
    patch.answer(respondJson(200, site([ours], { resourceVersion: '2', managedFields: [{}] })));
    expect(await it.done).toEqual({});
    expect(it.calls).toEqual(['apply']);
    expect(it.seen[0]?.metadata).toMatchObject({ resourceVersion: '2', finalizers: [ours] });
    expect(it.seen[0]?.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(it.seen[0]?.metadata)).toBe(true);
  });

  test('keeps the finalizers of others', async () => {
    const it = talk(site(['other.io/x']));
    const patch = await it.next();
    expect(patch.body).toEqual([
      sameUid,
      { op: 'test', path: '/metadata/finalizers', value: ['other.io/x'] },
      { op: 'add', path: '/metadata/finalizers/-', value: ours },
    ]);
    patch.answer(respondJson(200, site(['other.io/x', ours])));
    await it.done;
  });

  test('that has it is only applied, with what apply wants next', async () => {
    const it = talk(site([ours]), { apply: async () => Action.requeue(5) });
    expect(await it.done).toEqual({ requeueAfterMs: 5 });
    expect(it.calls).toEqual(['apply']);
  });

  test.each([409, 422])('is read again when somebody was faster (%i), and gets the finalizer then', async (code) => {
    const it = talk(site());
    (await it.next()).answer(refused(code, code === 409 ? 'Conflict' : 'Invalid'));
    const read = await it.next();
    expect(read.call).toBe(`GET ${path}`);
    read.answer(respondJson(200, site(['other.io/x'], { resourceVersion: '2' })));
    const patch = await it.next();
    expect(patch.body?.[1]).toEqual({ op: 'test', path: '/metadata/finalizers', value: ['other.io/x'] });
    patch.answer(respondJson(200, site(['other.io/x', ours], { resourceVersion: '3' })));
    await it.done;
    expect(it.calls).toEqual(['apply']);
  });

  test('is not applied when it turns out to be going', async () => {
    const it = talk(site());
    (await it.next()).answer(refused(422, 'Invalid'));
    (await it.next()).answer(respondJson(200, site(['other.io/x'], { ...deleting, resourceVersion: '2' })));
    expect(await it.done).toEqual({});
    expect(it.calls).toEqual([]);
  });

  test.each([
    { what: 'is gone', answer: () => refused(404, 'NotFound') },
    { what: 'is another of the same name', answer: () => respondJson(200, site([], { uid: 'u2', resourceVersion: '9' })) },
  ])('is left alone when it $what', async ({ answer }) => {
    const it = talk(site());
    (await it.next()).answer(refused(422, 'Invalid'));
    (await it.next()).answer(answer());
    expect(await it.done).toEqual({});
    expect(it.calls).toEqual([]);
  });

  test('is given up for this time when it changes again and again', async () => {
    const it = talk(site());
    for (let version = 2; version <= 5; version++) {
      (await it.next()).answer(refused(409, 'Conflict'));
      (await it.next()).answer(respondJson(200, site([], { resourceVersion: String(version) })));
    }
    (await it.next()).answer(refused(409, 'Conflict'));
    await expect(it.done).rejects.toThrow(/Conflict/);
  });

  test('is not patched again and again when the refusal has another reason', async () => {
    const it = talk(site());
    (await it.next()).answer(refused(422, 'Invalid'));
    (await it.next()).answer(respondJson(200, site()));
    await expect(it.done).rejects.toThrow(/Invalid/);
  });

  test('is not applied when the patch is forbidden', async () => {
    const it = talk(site());
    (await it.next()).answer(refused(403, 'Forbidden'));
    expect(isApiError(await it.done.catch((error: unknown) => error))).toBe(true);
    expect(it.calls).toEqual([]);
  });
});

describe('an object that is to go', () => {
  test('loses the finalizer once cleanup has succeeded, and no other', async () => {
    const it = talk(site(['other.io/x', ours], deleting));
    const patch = await it.next();
    expect(it.calls).toEqual(['cleanup']);
    expect(patch.body).toEqual([
      sameUid,
      { op: 'test', path: '/metadata/finalizers/1', value: ours },
      { op: 'remove', path: '/metadata/finalizers/1' },
    ]);
    patch.answer(respondJson(200, site(['other.io/x'], deleting)));
    expect(await it.done).toEqual({});
  });

  test('keeps it when cleanup fails', async () => {
    const it = talk(site([ours], deleting), {
      cleanup: async () => {
        throw new Error('DNS is down');
      },
    });
    await expect(it.done).rejects.toThrow('DNS is down');
  });

  test('keeps it while cleanup asks for more time', async () => {
    const it = talk(site([ours], deleting), { cleanup: async () => Action.requeue(1000) });
    expect(await it.done).toEqual({ requeueAfterMs: 1000 });
  });

  test('without ours is left to others', async () => {
    const it = talk(site(['other.io/x'], deleting));
    expect(await it.done).toEqual({});
    expect(it.calls).toEqual([]);
  });

  test('that is gone already is no failure', async () => {
    const it = talk(site([ours], deleting));
    (await it.next()).answer(refused(404, 'NotFound'));
    expect(await it.done).toEqual({});
  });

  test('loses it from where it stands by then', async () => {
    const it = talk(site([ours], deleting));
    (await it.next()).answer(refused(422, 'Invalid'));
    (await it.next()).answer(respondJson(200, site(['new.io/x', ours], { ...deleting, resourceVersion: '2' })));
    const patch = await it.next();
    expect(patch.body?.[2]).toEqual({ op: 'remove', path: '/metadata/finalizers/1' });
    patch.answer(respondJson(200, site(['new.io/x'], deleting)));
    await it.done;
    expect(it.calls).toEqual(['cleanup']);
  });
});

describe('a name', () => {
  test.each(['site', 'example.com/', '/site', 'Example.com/site', 'example.com/a/b', 'example.com/-', `a.b/${'x'.repeat(64)}`])(
    'is refused: %s',
    (name) => {
      expect(() => finalizer(name, { apply: async () => {}, cleanup: async () => {} })).toThrow(/a domain and a name/);
    },
  );

  test.each(['example.com/website', 'a.b.c/Some_name.x-1'])('is taken: %s', (name) => {
    expect(finalizer(name, { apply: async () => {}, cleanup: async () => {} })).toBeInstanceOf(Function);
  });
});
