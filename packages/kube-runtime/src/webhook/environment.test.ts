import { describe, expect, test } from '@jest/globals';
import { codeOf } from 'kube-core';
import { webhookOptionsFromEnv } from './environment.js';

describe('webhookOptionsFromEnv()', () => {
  test('says nothing where nothing is set', () => {
    expect(webhookOptionsFromEnv({})).toEqual({});
    expect(webhookOptionsFromEnv({ WEBHOOK_PORT: '', WEBHOOK_CERTIFICATES: '' })).toEqual({});
  });

  test('gives the port, and the folder with certificates of others', () => {
    expect(webhookOptionsFromEnv({ WEBHOOK_PORT: '9444' })).toEqual({ port: 9444 });
    expect(webhookOptionsFromEnv({ WEBHOOK_CERTIFICATES: '/etc/webhook' })).toEqual({ certificates: { folder: '/etc/webhook' } });
  });

  test.each(['https', '-1', '70000'])('refuses %s as a port, by the name of the variable', (text) => {
    const call = (): unknown => webhookOptionsFromEnv({ WEBHOOK_PORT: text });
    expect(call).toThrow(`the environment variable WEBHOOK_PORT is "${text}"; give a port from 0 to 65535`);
    expect(codeOf(caught(call))).toBe('option');
  });
});

function caught(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
