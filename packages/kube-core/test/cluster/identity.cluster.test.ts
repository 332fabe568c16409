import { beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, Config, isForbidden, isUnauthorized } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { SelfSubjectReview } from 'kube-core/k8s/authentication-v1';

let config: Config;

beforeAll(async () => {
  config = await Config.infer();
});

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value: unknown) => expect(value).toBe('an error'),
    (error: unknown) => error,
  );

describe('who asks', () => {
  const review = async (impersonate: NonNullable<Config['impersonate']>): Promise<SelfSubjectReview> => {
    await using as = Client.from({ ...config, impersonate });
    return await Api.all(as, SelfSubjectReview).create({});
  };

  test('may be somebody else, with groups and extra in any letters', async () => {
    const { status } = await review({ user: 'jané 漢', groups: ['a', 'b'], uid: 'u1', extra: { 'example.com/Ü 100%': ['ä', 'b'] } });
    expect(status?.userInfo).toEqual({
      username: 'jané 漢',
      uid: 'u1',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { 'example.com/Ü 100%': ['ä', 'b'] },
    });
  });

  test('is refused without the right, by name', async () => {
    await using as = Client.from({ ...config, impersonate: { user: 'nobody-at-all' } });
    const error = await errorOf(Api.namespaced(as, ConfigMap, 'default').list());
    expect(isForbidden(error)).toBe(true);
    expect(String(error)).toContain('User "nobody-at-all" cannot list resource "configmaps"');
  });

  test('is not known by a token that the server did not give', async () => {
    const { certificate: _, key: __, ...tls } = config.tls;
    await using stranger = Client.from({ ...config, tls, credentials: { type: 'token', token: 'hunter2' } });
    const error = await errorOf(Api.namespaced(stranger, ConfigMap, 'default').list());
    expect(isUnauthorized(error)).toBe(true);
    expect(String(error)).not.toContain('hunter2');
  });
});
