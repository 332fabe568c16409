import { describe, expect, test } from '@jest/globals';
import { Client } from 'kube-core';
import { mockService } from 'kube-core/testing';
import { optionsFromEnv } from './environment.js';
import { Manager } from './manager.js';

const client = Client.of(mockService().service);

describe('optionsFromEnv', () => {
  test('says nothing where nothing is set', () => {
    expect(optionsFromEnv({ HEALTH_PORT: '', LEASE_NAME: '' })).toEqual({});
  });

  test('reads ports, a log level and the name of a lease, with the pod in the identity', () => {
    const env = {
      HEALTH_PORT: '8081',
      METRICS_PORT: '8080',
      LOG_LEVEL: 'DEBUG',
      LEASE_NAME: 'web',
      POD_NAMESPACE: 'sites',
      POD_NAME: 'web-0',
    };
    const { log, ...options } = optionsFromEnv(env);
    expect(options).toEqual({
      health: 8081,
      metrics: 8080,
      leaderElection: { name: 'web', namespace: 'sites', identity: expect.stringMatching(/^web-0_[0-9a-f-]{36}$/) },
    });
    expect(log).toBeDefined();
    expect(() => new Manager(client, { ...optionsFromEnv(env), health: 0, metrics: 0 })).not.toThrow();
  });

  test('gives a container that is started again another identity', () => {
    const identity = (): string | undefined => optionsFromEnv({ LEASE_NAME: 'web', POD_NAME: 'web-0' }).leaderElection?.identity;
    expect(identity()).not.toBe(identity());
  });

  test('shares the objects where SHARDS is set', () => {
    expect(optionsFromEnv({ LEASE_NAME: 'web', SHARDS: '32' })).toEqual({ sharding: { name: 'web', shards: 32 } });
  });

  test.each([
    [{ HEALTH_PORT: '80a' }, 'the environment variable HEALTH_PORT is "80a"; give a port from 0 to 65535'],
    [{ METRICS_PORT: '70000' }, 'the environment variable METRICS_PORT is "70000"; give a port from 0 to 65535'],
    [{ LOG_LEVEL: 'loud' }, 'the environment variable LOG_LEVEL is "loud"; give one of debug, info, warn, error'],
    [{ LEASE_NAME: 'a', SHARDS: '0' }, 'the environment variable SHARDS is "0"; give a whole number from 1'],
    [{ SHARDS: '4' }, 'SHARDS is set and LEASE_NAME is not'],
  ])('refuses %j', (env, message) => {
    expect(() => optionsFromEnv(env)).toThrow(message);
  });
});
