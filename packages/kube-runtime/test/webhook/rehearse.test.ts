import { describe, expect, test } from '@jest/globals';
import { Client, dynamicResource } from 'kube-core';
import { ConfigMap } from 'kube-core/k8s';
import { DeniedError, WebhookServer } from 'kube-runtime/webhook';

const client = Client.of(() => Promise.reject(new Error('nobody is asked')));
const server = (): WebhookServer => new WebhookServer(client, { name: 'colours', service: { name: 'colours' } });
const configMap = (data: Record<string, string>): ConfigMap => ({ metadata: { name: 'settings', namespace: 'web' }, data });

describe('rehearse', () => {
  const webhooks = server()
    .validate(
      ConfigMap,
      ({ operation, object, oldObject, namespace }) => {
        if (operation === 'DELETE') throw new DeniedError(`${namespace} is to keep ${oldObject.data?.['colour'] ?? 'nothing'}`);
        if (object.data?.['shade'] === undefined) return [{ path: 'data.shade', message: 'Required value' }];
        return undefined;
      },
      { operations: ['CREATE', 'UPDATE', 'DELETE'] },
    )
    .mutate(ConfigMap, ({ object }) => ({ ...object, data: { colour: 'blue', ...object.data } }))
    .mutate(
      ConfigMap,
      ({ object, warn, dryRun }) => {
        if (object.data?.['colour'] !== 'blue') return;
        warn(dryRun ? 'a trial' : 'there is much blue');
        object.data['shade'] = 'dark';
      },
      { name: 'shade.example.com.test', path: '/shade' },
    );

  test('calls what changes before what judges, each with what came of the one before', async () => {
    const object = configMap({});
    expect(await webhooks.rehearse(ConfigMap, { object })).toEqual({
      allowed: true,
      object: { apiVersion: 'v1', kind: 'ConfigMap', ...configMap({ colour: 'blue', shade: 'dark' }) },
      status: undefined,
      warnings: ['there is much blue'],
    });
    expect(object).toEqual(configMap({}));
  });

  test('tells why something would be refused, and of a trial', async () => {
    const refused = await webhooks.rehearse(ConfigMap, { object: configMap({ colour: 'red' }), oldObject: configMap({}), dryRun: true });
    expect(refused).toMatchObject({ allowed: false, warnings: [], status: { code: 422, reason: 'Invalid' } });
    expect(refused.status?.message).toBe('ConfigMap "settings" is invalid: data.shade: Required value');
    const { status } = await webhooks.rehearse(ConfigMap, { oldObject: configMap({ colour: 'red' }) });
    expect(status).toMatchObject({ code: 403, reason: 'Forbidden', message: 'web is to keep red' });
  });

  test('tells a test what a webhook threw that failed, which whoever asks is not told', async () => {
    const failing = (failurePolicy: 'Fail' | 'Ignore'): WebhookServer =>
      server().validate(ConfigMap, () => Promise.reject(new Error('no price list at db.internal')), { failurePolicy });
    const refused = await failing('Fail').rehearse(ConfigMap, { object: configMap({}) });
    expect(refused).toMatchObject({ allowed: false, error: { message: 'no price list at db.internal' } });
    expect(refused.status?.message).toMatch(/^the webhook failed; its log says why, at uid [-\w]+$/);
    expect(await failing('Ignore').rehearse(ConfigMap, { object: configMap({}) })).toMatchObject({
      allowed: true,
      error: { message: 'no price list at db.internal' },
    });
  });

  test('asks no webhook of another subresource', async () => {
    expect(await webhooks.rehearse(ConfigMap, { object: configMap({}), subresource: 'status' })).toMatchObject({
      allowed: true,
      warnings: [],
    });
  });
});

describe('converted', () => {
  const [v1, v1beta1] = ['v1', 'v1beta1'].map((version) =>
    dynamicResource({ group: 'example.com', version, kind: 'Blog', plural: 'blogs', scope: 'Namespaced' }),
  );
  if (v1 === undefined || v1beta1 === undefined) throw new Error('two were made');
  const webhooks = server().convert(v1, v1beta1, {
    toHub: ({ spec }) => ({ spec }),
    fromHub: () => {
      throw new Error('it has comments');
    },
  });

  test('gives the object in the other version, or says what the server would be told', async () => {
    const old = { apiVersion: 'example.com/v1beta1', kind: 'Blog', metadata: { name: 'mine' }, spec: { title: 'a' } };
    expect(await webhooks.converted(old, v1)).toEqual({ ...old, apiVersion: 'example.com/v1' });
    await expect(webhooks.converted({ ...old, apiVersion: 'example.com/v1' }, v1beta1)).rejects.toMatchObject({
      code: 'webhook',
      message:
        'Blog mine of example.com/v1 cannot be converted to example.com/v1beta1: the webhook failed; its log says why, at uid rehearsal',
      cause: { message: 'it has comments' },
    });
  });
});
