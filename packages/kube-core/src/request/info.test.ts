import { describe, expect, test } from '@jest/globals';
import { requestInfo, type RequestInfo } from './info.js';

describe('what a request is about', () => {
  test.each<[string, string, RequestInfo]>([
    ['GET', '/api/v1/namespaces/web/pods/nginx', { verb: 'get', version: 'v1', namespace: 'web', resource: 'pods', name: 'nginx' }],
    ['GET', '/api/v1/pods?limit=500', { verb: 'list', version: 'v1', resource: 'pods' }],
    ['GET', '/api/v1/pods?watch=true&limit=5', { verb: 'watch', version: 'v1', resource: 'pods' }],
    [
      'POST',
      '/apis/apps/v1/namespaces/web/deployments',
      { verb: 'create', group: 'apps', version: 'v1', namespace: 'web', resource: 'deployments' },
    ],
    [
      'PUT',
      '/apis/apps/v1/namespaces/web/deployments/nginx/scale',
      { verb: 'update', group: 'apps', version: 'v1', namespace: 'web', resource: 'deployments', name: 'nginx', subresource: 'scale' },
    ],
    ['PATCH', '/api/v1/namespaces/web', { verb: 'patch', version: 'v1', resource: 'namespaces', name: 'web' }],
    [
      'PUT',
      '/api/v1/namespaces/web/finalize',
      { verb: 'update', version: 'v1', resource: 'namespaces', name: 'web', subresource: 'finalize' },
    ],
    ['GET', '/api/v1/namespaces', { verb: 'list', version: 'v1', resource: 'namespaces' }],
    ['DELETE', '/api/v1/namespaces/web/pods', { verb: 'deletecollection', version: 'v1', namespace: 'web', resource: 'pods' }],
    ['DELETE', '/api/v1/nodes/a%3Ab', { verb: 'delete', version: 'v1', resource: 'nodes', name: 'a:b' }],
    ['GET', '/apis/apps/v1', { verb: 'get' }],
    ['GET', '/openapi/v3/apis/apps/v1', { verb: 'get' }],
    ['GET', '/readyz?verbose', { verb: 'get' }],
    ['GET', '/', { verb: 'get' }],
    ['GET', '/api/v1/pods/%zz', { verb: 'get', version: 'v1', resource: 'pods', name: '%zz' }],
  ])('%s %s', (method, path, expected) => {
    expect(requestInfo({ method, path })).toEqual(expected);
  });

  test('an upgrade connects, whatever its method', () => {
    const path = '/api/v1/namespaces/web/pods/nginx/exec?command=ls';
    expect(requestInfo({ method: 'GET', path, upgrade: ['v5'] })).toMatchObject({ verb: 'connect', subresource: 'exec' });
  });
});
