import { describe, expect, test } from '@jest/globals';
import { Deployment } from '../k8s/apps-v1.js';
import { Node, Pod } from '../k8s/core-v1.js';
import { metadataOf } from '../resource/metadata.js';
import { createRequest, deleteRequest, getRequest, listRequest, patchRequest, replaceRequest, watchRequest, type Target } from './build.js';
import { collectionQuery, deleteQuery, getQuery, listQuery, patchQuery, watchQuery, writeQuery, type ListOptions } from './params.js';
import { encodePatch } from './patch.js';
import { queryString, resourcePath } from './path.js';
import { sessionRequest } from './subresource.js';

const refusal = (name: string, words: RegExp): object => expect.objectContaining({ code: name, message: expect.stringMatching(words) });
const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('resourcePath', () => {
  test('names group, version, namespace, kind, object and subresource in the order of the API', () => {
    expect(resourcePath(Pod)).toBe('/api/v1/pods');
    expect(resourcePath(Pod, { namespace: 'web' })).toBe('/api/v1/namespaces/web/pods');
    expect(resourcePath(Node, { name: 'n1', subresource: 'status' })).toBe('/api/v1/nodes/n1/status');
    expect(resourcePath(Deployment, { namespace: 'web', name: 'x', subresource: 'scale' })).toBe(
      '/apis/apps/v1/namespaces/web/deployments/x/scale',
    );
  });

  test('percent-encodes what a name may hold and a path may not', () => {
    expect(resourcePath(Node, { name: 'system:node:ü ?#' })).toBe('/api/v1/nodes/system%3Anode%3A%C3%BC%20%3F%23');
  });

  test.each(['a/b', '%2e', '.', '..', '../../secrets', '\ud800'])('refuses the name %j, which would be another path or none', (name) => {
    expect(thrownBy(() => resourcePath(Pod, { namespace: 'web', name }))).toEqual(refusal('path', /cannot be the name of a Pod/));
    expect(thrownBy(() => resourcePath(Pod, { namespace: name }))).toEqual(refusal('path', /cannot be the namespace of a Pod/));
  });

  test('refuses an empty name, which would turn a get into a list and a delete into a massacre', () => {
    expect(thrownBy(() => resourcePath(Pod, { namespace: 'web', name: '' }))).toEqual(refusal('path', /the name of a Pod is empty/));
    expect(thrownBy(() => resourcePath(Pod, { namespace: '' }))).toEqual(refusal('path', /the namespace of a Pod is empty/));
  });

  test('leaves entries without a value out of the query, and encodes the rest', () => {
    expect(queryString([['a', undefined]])).toBe('');
    expect(
      queryString([
        ['labelSelector', 'a in (b, c)'],
        ['limit', 1],
        ['watch', true],
        ['x', undefined],
      ]),
    ).toBe('?labelSelector=a+in+%28b%2C+c%29&limit=1&watch=true');
  });
});

describe('listQuery', () => {
  const query = (options: ListOptions): string => queryString(listQuery(options));

  test('asks for what it is told and nothing else', () => {
    expect(query({})).toBe('');
    expect(query({ labelSelector: 'a=b', fieldSelector: 'metadata.name=x', limit: 5, timeoutSeconds: 7 })).toBe(
      '?labelSelector=a%3Db&fieldSelector=metadata.name%3Dx&limit=5&timeout=7s',
    );
    expect(query({ resourceVersion: '' })).toBe('');
    expect(query({ resourceVersion: '0' })).toBe('?resourceVersion=0');
    expect(query({ resourceVersion: '7', resourceVersionMatch: 'Exact' })).toBe('?resourceVersion=7&resourceVersionMatch=Exact');
  });

  test('means "not older than" by a version also where a limit would turn it into "exactly"', () => {
    expect(query({ resourceVersion: '7', limit: 1 })).toBe('?limit=1&resourceVersion=7&resourceVersionMatch=NotOlderThan');
    expect(query({ resourceVersion: '7' })).toBe('?resourceVersion=7');
    expect(query({ resourceVersion: '0', limit: 1 })).toBe('?limit=1&resourceVersion=0');
    expect(query({ resourceVersion: '7', limit: 1, resourceVersionMatch: 'Exact' })).toContain('Match=Exact');
  });

  test('sends no version with a continue token, which the server refuses', () => {
    expect(query({ continue: 'abc', limit: 5, resourceVersion: '7', resourceVersionMatch: 'Exact' })).toBe('?limit=5&continue=abc');
    expect(query({ continue: '', resourceVersion: '7' })).toBe('?resourceVersion=7');
  });

  test.each<[ListOptions, RegExp]>([
    [{ resourceVersionMatch: 'Exact' }, /needs a resourceVersion/],
    [{ resourceVersionMatch: 'NotOlderThan', resourceVersion: '' }, /needs a resourceVersion/],
    [{ resourceVersionMatch: 'Exact', resourceVersion: '0' }, /"0" is none/],
  ])('refuses %j before any request', (options, words) => {
    expect(thrownBy(() => listQuery(options))).toEqual(refusal('params', words));
  });

  test.each<[ListOptions, RegExp]>([
    [{ limit: 0 }, /limit is 0/],
    [{ limit: 1.5 }, /limit is 1.5/],
    [{ limit: Number.NaN }, /limit is NaN/],
    [{ limit: '5' as never }, /limit is a string/],
    [{ timeoutSeconds: 0 }, /timeoutSeconds is 0/],
    [{ timeoutSeconds: -1 }, /timeoutSeconds is -1/],
    [{ resourceVersion: 7 as never }, /resourceVersion is 7; give a string/],
    [{ resourceVersionMatch: 'exact' as never }, /give 'Exact' or 'NotOlderThan'/],
    [{ signal: 'soon' as never }, /signal is a string; give an AbortSignal/],
  ])('refuses the value of %j before any request', (options, words) => {
    expect(thrownBy(() => listQuery(options))).toEqual(refusal('option', words));
  });
});

describe('watchQuery', () => {
  test('asks for bookmarks unless told not to', () => {
    expect(queryString(watchQuery({ resourceVersion: '7', timeoutSeconds: 290 }))).toBe(
      '?watch=true&resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=290',
    );
    expect(queryString(watchQuery({ bookmarks: false, labelSelector: 'a' }))).toBe('?watch=true&labelSelector=a');
  });

  test('says which version it means wherever it asks for initial events, as the server requires', () => {
    expect(queryString(watchQuery({ sendInitialEvents: true }))).toBe(
      '?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
    );
  });

  test('refuses initial events without the bookmark that ends them, and a lifetime that is none', () => {
    expect(thrownBy(() => watchQuery({ sendInitialEvents: true, bookmarks: false }))).toEqual(refusal('params', /needs bookmarks/));
    expect(thrownBy(() => watchQuery({ timeoutSeconds: 0 }))).toEqual(refusal('option', /timeoutSeconds is 0/));
  });
});

describe('writeQuery', () => {
  test('turns each option into the parameter of its name, and a dry run into All', () => {
    const options = { dryRun: true, fieldManager: 'me', fieldValidation: 'Strict', force: true, timeoutSeconds: 9 } as const;
    expect(queryString(patchQuery(options))).toBe('?dryRun=All&fieldManager=me&fieldValidation=Strict&force=true&timeout=9s');
    expect(queryString(patchQuery({ dryRun: false, force: false }))).toBe('');
    expect(queryString(writeQuery({ dryRun: true }))).toBe('?dryRun=All');
  });

  test('refuses a field manager that the server would', () => {
    for (const fieldManager of ['', 'x'.repeat(129)])
      expect(thrownBy(() => writeQuery({ fieldManager }))).toEqual(refusal('option', /give a name of 1 to 128 characters/));
    expect(queryString(writeQuery({ fieldManager: 'x'.repeat(128) }))).toHaveLength('?fieldManager='.length + 128);
  });
});

describe('an option that there is not', () => {
  const cases: Readonly<Record<string, readonly [call: (options: never) => unknown, words: RegExp]>> = {
    dryrun: [writeQuery, /a write has no option "dryrun"; did you mean dryRun\?/],
    dry_run: [deleteQuery, /a delete has no option "dry_run"; did you mean dryRun\?/],
    force: [writeQuery, /a write has no option "force"/],
    gracePeriod: [collectionQuery, /did you mean gracePeriodSeconds\?/],
    labelSelector: [deleteQuery, /a delete has no option "labelSelector"/], // it would not narrow the delete of one object
    labels: [listQuery, /a list has no option "labels"/],
    limit: [watchQuery, /a watch has no option "limit"/],
    resourceversion: [getQuery, /did you mean resourceVersion\?/],
    field_manager: [patchQuery, /did you mean fieldManager\?/],
  };

  test.each(Object.entries(cases))('%s is refused: ignored, it would mean another call', (name, [call, words]) => {
    expect(thrownBy(() => call({ [name]: 'x' } as never))).toEqual(refusal('option', words));
  });

  test('is none where its value is undefined', () => {
    expect(queryString(writeQuery({ fieldManager: undefined, dryRun: undefined } as never))).toBe('');
  });
});

describe('requests', () => {
  const pods: Target = { definition: Pod, namespace: 'web' };
  const pod: Target = { ...pods, name: 'x' };
  const json = 'application/json';

  test('get, list and watch ask for JSON; only the watch goes on', () => {
    expect(getRequest(pod, { resourceVersion: '0', timeoutSeconds: 3 })).toEqual({
      method: 'GET',
      path: '/api/v1/namespaces/web/pods/x?resourceVersion=0&timeout=3s',
      headers: { accept: json },
    });
    expect(listRequest(pods, { limit: 5 })).toEqual({
      method: 'GET',
      path: '/api/v1/namespaces/web/pods?limit=5',
      headers: { accept: json },
    });
    expect(watchRequest(pods)).toEqual({
      method: 'GET',
      path: '/api/v1/namespaces/web/pods?watch=true&allowWatchBookmarks=true',
      headers: { accept: json },
      streaming: true,
    });
  });

  test('create, replace and patch send their body with its media type', () => {
    const headers = { accept: json, 'content-type': json };
    expect(createRequest(pods, { a: 1 }, { dryRun: true })).toEqual({
      method: 'POST',
      path: '/api/v1/namespaces/web/pods?dryRun=All',
      headers,
      body: '{"a":1}',
    });
    expect(replaceRequest(pod, { a: 1 })).toEqual({ method: 'PUT', path: '/api/v1/namespaces/web/pods/x', headers, body: '{"a":1}' });
    expect(patchRequest(pod, encodePatch({ merge: { metadata: { labels: { a: null } } } }))).toEqual({
      method: 'PATCH',
      path: '/api/v1/namespaces/web/pods/x',
      headers: { accept: json, 'content-type': 'application/merge-patch+json' },
      body: '{"metadata":{"labels":{"a":null}}}',
    });
  });

  test('delete says how in its body, and which in its query', () => {
    const options = { dryRun: true, gracePeriodSeconds: 0, propagationPolicy: 'Foreground', preconditions: { uid: 'u' } } as const;
    const { body, ...request } = deleteRequest(pods, { ...options, labelSelector: 'a=b', timeoutSeconds: 2 });
    expect(request).toEqual({
      method: 'DELETE',
      path: '/api/v1/namespaces/web/pods?labelSelector=a%3Db&timeout=2s',
      headers: { accept: json, 'content-type': json },
    });
    expect(JSON.parse(String(body))).toEqual({ kind: 'DeleteOptions', apiVersion: 'v1', ...options, dryRun: ['All'] });
    expect(JSON.parse(String(deleteRequest(pod).body))).toEqual({ kind: 'DeleteOptions', apiVersion: 'v1' });
  });

  test('carry the signal of the call', () => {
    const { signal } = new AbortController();
    const requests = [getRequest, listRequest, watchRequest, deleteRequest].map((build) => build(pod, { signal }));
    for (const request of [...requests, createRequest(pods, {}, { signal }), patchRequest(pod, encodePatch({ json: [] }), { signal })])
      expect(request.signal).toBe(signal);
  });

  test('ask for metadata alone where the definition does, with JSON for servers that cannot', () => {
    const definition = metadataOf(Pod);
    const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
    const list = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
    expect(getRequest({ ...pod, definition }).headers.accept).toBe(partial);
    expect(watchRequest({ ...pods, definition }).headers.accept).toBe(partial);
    expect(listRequest({ ...pods, definition }).headers.accept).toBe(list);
    expect(patchRequest({ ...pod, definition }, encodePatch({ merge: {} })).headers.accept).toBe(partial);
  });

  test('force an apply and nothing else', () => {
    const apply = encodePatch({ apply: { metadata: { name: 'x' } } });
    expect(patchRequest(pod, apply, { force: true, fieldManager: 'me' }).path).toContain('?fieldManager=me&force=true');
    for (const patch of [encodePatch({ merge: {} }), encodePatch({ strategic: {} }), encodePatch({ json: [] })])
      expect(thrownBy(() => patchRequest(pod, patch, { force: true }))).toEqual(refusal('params', /force belongs to an apply/));
  });

  test('exec is a WebSocket that offers v5 before v4 and names each word of the command', () => {
    const request = sessionRequest(
      Pod,
      { namespace: 'web', name: 'x' },
      { command: ['sh', '-c', 'a b&c'], container: 'c', stdin: true, tty: false },
    );
    expect(request).toEqual({
      method: 'GET',
      path: '/api/v1/namespaces/web/pods/x/exec?command=sh&command=-c&command=a+b%26c&container=c&stdin=true&stdout=true&stderr=true',
      headers: {},
      upgrade: ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
      streaming: true,
    });
  });

  test('exec asks for no stderr where a terminal has taken it', () => {
    const { path } = sessionRequest(Pod, { namespace: 'web', name: 'x' }, { command: ['sh'], stdin: false, tty: true });
    expect(path).toBe('/api/v1/namespaces/web/pods/x/exec?command=sh&stdout=true&tty=true');
  });
});

describe('encodePatch', () => {
  test('gives each kind of patch its media type', () => {
    const object = { metadata: { name: 'x' } };
    const step = { op: 'remove', path: '/a' } as const;
    expect(encodePatch({ apply: object })).toEqual({ contentType: 'application/apply-patch+yaml', body: object });
    expect(encodePatch({ merge: object })).toEqual({ contentType: 'application/merge-patch+json', body: object });
    expect(encodePatch({ strategic: object })).toEqual({ contentType: 'application/strategic-merge-patch+json', body: object });
    expect(encodePatch({ json: [step] })).toEqual({ contentType: 'application/json-patch+json', body: [step] });
  });
});
