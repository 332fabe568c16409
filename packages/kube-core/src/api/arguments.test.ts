import { describe, expect, test } from '@jest/globals';
import * as core from '../index.js';
import { ConfigMap, Pod } from '../k8s/core-v1.js';
import { mockService } from '../testing/mock-service.js';

const mock = mockService();
const client = core.Client.of(mock.service, { fieldManager: 'me' });
const stored = { metadata: { name: 'x', namespace: 'web', uid: 'u1' } };

/** What a JavaScript caller, or `any`, may hand over in place of anything. */
const wrong = [undefined, null, 7, true, 'text', [], {}, () => 1, Symbol('s')] as never[];

/** These two take undefined for none: a text is as wrong. */
const orText = (argument: unknown, text = 'none'): never => (argument ?? text) as never;

/** The argument; something as wrong in place of the one that this function takes. */
const otherThan = (argument: unknown, fine: unknown, instead: unknown): never => (argument === fine ? instead : argument) as never;

const errorOf = async (call: () => unknown): Promise<unknown> => {
  try {
    return { returned: await call() };
  } catch (error) {
    return error;
  }
};

/** Every public function of the main entry that takes more than a value to ask about, given one wrong argument. */
const calls: Readonly<Record<string, (argument: never) => unknown>> = {
  'Client.of': (argument) => core.Client.of(argument),
  'Client.from': (argument) => core.Client.from(argument),
  'Api.all, client': (argument) => core.Api.all(argument, Pod),
  'Api.all, definition': (argument) => core.Api.all(client, argument),
  'Api.namespaced, definition': (argument) => core.Api.namespaced(client, argument, 'web'),
  'Api.defaultNamespaced': (argument) => core.Api.defaultNamespaced(client, argument),
  dynamicResource: (argument) => core.dynamicResource(argument),
  metadataOf: (argument) => core.metadataOf(argument),
  apiVersionOf: (argument) => core.apiVersionOf(argument),
  qualifiedName: (argument) => core.qualifiedName(argument),
  'ownerReference, definition': (argument) => core.ownerReference(argument, stored),
  'ownerReference, owner': (argument) => core.ownerReference(Pod, argument),
  endsInitialEvents: (argument) => core.endsInitialEvents(argument),
  onAbort: (argument) => core.onAbort(orText(argument), () => undefined),
  'discover, client': (argument) => core.discover(argument),
  'discoverKind, object': (argument) => core.discoverKind(client, argument),
  'resourcePath, definition': (argument) => core.resourcePath(argument),
  'resourcePath, name': (argument) => core.resourcePath(Pod, { name: otherThan(otherThan(argument, 'text', 'a/b'), undefined, null) }),
  printQuantity: (argument) => core.printQuantity(argument),
  printDuration: (argument) => core.printDuration(otherThan(argument, 7, NaN)),
  'scaledValue, options': (argument) => core.scaledValue('5%', 1, argument),
  'withLabels, labels': (argument) => core.withLabels(stored, wrong.indexOf(argument) === 6 ? ({ a: 7 } as never) : argument),
  'withAnnotations, value': (argument) => core.withAnnotations(stored, { a: otherThan((argument as unknown) ?? 7, 'text', 7) }),
  'withFinalizer, name': (argument) => core.withFinalizer(stored, otherThan(argument, 'text', '')),
  'secretData, value': (argument) => core.secretData({ a: otherThan(argument, 'text', 7) }),
  retryOnConflict: (argument) => core.retryOnConflict(typeof argument === 'function' ? (7 as never) : argument),
  'merge of a kubeconfig': async (argument) => (await core.Kubeconfig.fromText('')).merge(argument),
  linkedAbort: (argument) => core.linkedAbort(orText(argument)),
};

describe('a function that is given what its types refuse', () => {
  test.each(Object.keys(calls))('%s says so in words: an error of this project, never a defect', async (name) => {
    for (const argument of wrong) {
      if (name === 'Client.of' && typeof argument === 'function') continue; // as far as anybody can tell, a service
      const error = await errorOf(() => calls[name]!(argument));
      expect({ name, argument, error: core.isKubeError(error) ? 'ours' : error }).toEqual({ name, argument, error: 'ours' });
    }
  });

  test('says what is wanted', () => {
    expect(() => core.Api.all(client, 'ConfigMap' as never)).toThrow(
      'a kind is a definition: Pod of kube-core/k8s, a generated class, or dynamicResource({ … }); this is a string',
    );
    expect(() => core.Api.namespaced(client, ConfigMap, undefined as never)).toThrow(
      'Api.namespaced needs the namespace of its ConfigMap objects, Api.all covers all of them; this is undefined',
    );
    expect(() => core.parseApiVersion(7 as never)).toThrow(expect.objectContaining({ code: 'api-version' }));
    expect(() => core.exponentialBackoff({ initialMs: NaN, maxMs: 1 })).toThrow('initialMs of a backoff is NaN; it is a number from 0');
  });

  test.each(wrong.filter((namespace) => typeof namespace !== 'string').map((namespace) => [namespace]))(
    'binds no Api to the namespace %p: it would be all of them',
    (namespace) => {
      for (const given of [namespace, '' as never])
        expect(() => core.Api.namespaced(client, Pod, given)).toThrow(expect.objectContaining({ code: 'key' }));
      const inNowhere = (): unknown =>
        core.Api.defaultNamespaced(core.Client.of(mock.service, { defaultNamespace: orText(namespace, '') }), Pod);
      expect(inNowhere).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(key|option)$/) }));
    },
  );

  test('reads the metadata of nothing with an error, and missing metadata as none', () => {
    for (const read of [core.nameOf, core.namespaceOf, core.keyOf, core.isDeleting, core.controllerOf]) {
      for (const nothing of [undefined, null, 'x', 7] as never[])
        expect(() => read(nothing)).toThrow(expect.objectContaining({ code: 'params' }));
      expect(() => read({ metadata: null as never })).not.toThrow();
    }
  });

  test.each(['', '.', '..', 'a/b', 'a%2fb', '\ud800'])('makes no kind of the plural, version or group %j', (part) => {
    const names = { group: 'example.com', version: 'v1', kind: 'A', plural: 'as', scope: 'Cluster' } as const;
    for (const field of part === '' ? ['version', 'plural'] : ['version', 'plural', 'group'])
      expect(() => core.dynamicResource({ ...names, [field]: part })).toThrow(expect.objectContaining({ code: 'definition' }));
    expect(() => core.dynamicResource({ ...names, scope: 'namespaced' as never })).toThrow(/Namespaced or Cluster/);
  });
});

describe('a verb that is given what its types refuse', () => {
  const api = core.Api.namespaced(client, Pod, 'web');
  const verbs: Readonly<Record<string, (argument: never) => unknown>> = {
    get: (argument) => api.get(argument),
    find: (argument) => api.find(argument),
    create: (argument) => api.create(argument),
    replace: (argument) => api.replace(argument),
    'patch, key': (argument) => api.patch(argument, { merge: {} }),
    'patch, patch': (argument) => api.patch('x', argument),
    'patch, merge': (argument) => api.patch('x', { merge: argument }),
    'patch, json': (argument) => api.patch('x', { json: argument }),
    apply: (argument) => api.apply(argument),
    delete: (argument) => api.delete(argument),
    getStatus: (argument) => api.getStatus(argument),
    replaceStatus: (argument) => api.replaceStatus(argument),
    'applyStatus, status': (argument) => api.applyStatus('x', argument),
    'exec, key': (argument) => api.exec(argument, ['true']),
    'exec, command': (argument) => api.exec('x', argument),
    'run, command': (argument) => api.run('x', argument),
    'get, options': (argument) => api.get('x', argument),
    'list, options': (argument) => api.list(argument),
    'create, options': (argument) => api.create(stored, argument),
    'delete, options': (argument) => api.delete('x', argument),
  };
  /** What a verb may well be given: it is then sent. */
  const fine = (name: string, argument: unknown): boolean => {
    const empty = typeof argument === 'object' && argument !== null && Object.keys(argument).length === 0;
    if (name.endsWith('options')) return argument === undefined || (empty && !Array.isArray(argument)) || name.startsWith('create');
    if (name === 'patch, json') return Array.isArray(argument);
    if (name === 'patch, merge' || name === 'applyStatus, status' || name === 'create') return empty && !Array.isArray(argument);
    return typeof argument === 'string' && !/patch$|merge$|json$|command$|status$|create|replace|apply/.test(name);
  };

  test.each(Object.keys(verbs))('%s rejects before any request', async (name) => {
    const before = mock.waiting;
    for (const argument of wrong.filter((one) => !fine(name, one))) {
      const error = await errorOf(() => verbs[name]!(argument));
      expect({ name, argument, error: core.isKubeError(error) ? 'ours' : error }).toEqual({ name, argument, error: 'ours' });
    }
    expect(mock.waiting).toBe(before);
  });

  test.each([['a/b'], ['..'], [''], ['a%b']])('names no object %j', async (name) => {
    for (const key of [name, { name }, { metadata: { name } }])
      await expect(api.get(key)).rejects.toMatchObject({ code: 'path', message: expect.stringContaining('of a Pod') });
  });

  test('says what a key is', async () => {
    await expect(api.get(undefined as never)).rejects.toMatchObject({
      code: 'key',
      message: 'a key of a Pod is its name, { name, namespace }, or the object with both in its metadata; this is undefined',
    });
    await expect(api.get({ name: 'x', namespace: null as never })).rejects.toThrow('the namespace of a Pod is a string; this is null');
    await expect(api.patch('x', { merge: {}, json: [] } as never)).rejects.toThrow('a patch holds one of');
  });
});
