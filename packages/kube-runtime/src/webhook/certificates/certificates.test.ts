import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Api, Client, type Stored } from 'kube-core';
import type { Secret } from 'kube-core/k8s';
import { Secret as Secrets } from 'kube-core/k8s';
import { ManualClock } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import { folderCertificates } from './folder.js';
import { keyringOf, newKeyring, type Keyring, type KeyringOptions } from './keyring.js';
import { secretCertificates } from './secret.js';
import type { CertificateSource } from './source.js';
import { certificatesIn, factsOf, newCertificate } from './x509.js';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 0, 1);
const options: KeyringOptions = {
  name: 'test webhooks',
  hosts: ['hooks.web.svc', '10.0.0.7'],
  authorityMs: 300 * dayMs,
  certificateMs: 90 * dayMs,
};
let keyring: Keyring;
beforeAll(async () => {
  keyring = await newKeyring(options, now);
});

describe('a certificate', () => {
  test('is for its names, by its authority, and no longer valid than that', async () => {
    const facts = factsOf(keyring.certificate);
    expect(facts).toMatchObject({ from: now, until: now + 90 * dayMs });
    const served = ['hooks.web.svc', '10.0.0.7', 'other.web.svc', '10.0.0.8'].filter((host) => facts.serves(host));
    expect([served, facts.hosts]).toEqual([options.hosts, options.hosts]);
    expect(facts.isBy(keyring.authorities[0])).toBe(true);
    const authority = { certificate: keyring.authorities[0], key: keyring.authorityKey };
    const other = await newCertificate(['a.b.svc'], authority, { from: now, until: now + dayMs });
    expect(factsOf(other.certificate)).toMatchObject({ hosts: ['a.b.svc'], until: now + dayMs });
    expect(certificatesIn(`${keyring.authorities[0]}\n# a comment\n${other.certificate}`)).toHaveLength(2);
  });
});

describe('certificates in a Secret', () => {
  interface Replica {
    readonly source: CertificateSource;
    readonly said: string[];
  }
  const { signal } = new AbortController();
  const place = { secret: 'certificates', settleMs: 60_000 };

  function replica(client: Client, clock: ManualClock, times: Partial<KeyringOptions> = {}): Replica {
    const said: string[] = [];
    const secrets = Api.namespaced(client, Secrets, 'default');
    return { source: secretCertificates({ ...options, ...times, ...place, secrets, clock, said: (text) => void said.push(text) }), said };
  }
  const stored = (client: Client): Promise<Stored<Secret>> => Api.namespaced(client, Secrets, 'default').get('certificates');

  test('are one for all replicas, whoever is first, and each step is taken once', async () => {
    await using server = await ApiServer.start();
    const client = server.client();
    const clock = new ManualClock(now);
    const replicas = [replica(client, clock), replica(client, clock), replica(client, clock)];
    const materials = await Promise.all(replicas.map(({ source }) => source.load(signal)));
    expect(new Set(materials.map(({ certificate }) => certificate)).size).toBe(1);
    expect(replicas.flatMap(({ said }) => said)).toEqual(['made an authority and a certificate, in the Secret default/certificates']);
    expect(await Promise.all(replicas.map(({ source }) => source.advance({ signal, toldAt: clock.now() })))).toEqual([
      60_000, 60_000, 60_000,
    ]); // nothing is due

    await clock.advance(60 * dayMs);
    expect(await Promise.all(replicas.map(({ source }) => source.advance({ signal, toldAt: clock.now() })))).toEqual([0, 0, 0]);
    expect(replicas.flatMap(({ said }) => said).filter((text) => text.startsWith('made a new certificate'))).toHaveLength(1);
    const renewed = await Promise.all(replicas.map(({ source }) => source.load(signal)));
    expect(new Set(renewed.map(({ certificate }) => certificate)).size).toBe(1);
    expect(renewed[0]?.certificate).not.toBe(materials[0]?.certificate);
    expect(renewed[0]?.authorities).toBe(materials[0]?.authorities);
  });

  test('are for the names of both versions of a program while these run side by side', async () => {
    await using server = await ApiServer.start();
    const client = server.client();
    const clock = new ManualClock(now);
    const versions = [['old.web.svc'], ['new.web.svc']].map((hosts) => replica(client, clock, { hosts }).source);
    for (const source of [...versions, ...versions]) {
      await source.load(signal);
      await source.advance({ signal, toldAt: clock.now() });
    }
    const { certificate } = keyringOf(await stored(client), 'default/certificates');
    expect(factsOf(certificate).hosts).toEqual(['new.web.svc', 'old.web.svc']);
    for (const source of versions) {
      await source.load(signal);
      expect(await source.advance({ signal, toldAt: clock.now() })).toBe(60_000); // content, both
    }
    await clock.advance(60 * dayMs);
    await versions[1]?.advance({ signal, toldAt: clock.now() });
    expect(factsOf(keyringOf(await stored(client), '').certificate).hosts).toEqual(['new.web.svc']);
  });

  test('get a new authority long before the old one expires, and forget that when it has', async () => {
    await using server = await ApiServer.start();
    const client = server.client();
    const clock = new ManualClock(now);
    const { source, said } = replica(client, clock, { authorityMs: 120 * dayMs });
    const first = await source.load(signal);
    const told: { at?: number } = {};
    const next = async (ms: number): Promise<{ readonly count: number; readonly byFirst: boolean }> => {
      await clock.advance(ms);
      await source.load(signal);
      await source.advance({ signal, toldAt: told.at });
      const { certificate, authorities = '' } = await source.load(signal);
      const bundle = certificatesIn(authorities);
      return { count: bundle.length, byFirst: factsOf(certificate).isBy(first.authorities ?? '') };
    };
    expect(await next(60 * dayMs)).toEqual({ count: 1, byFirst: true });
    expect(await next(20 * dayMs)).toEqual({ count: 2, byFirst: true }); // announced
    expect(await next(2 * dayMs)).toEqual({ count: 2, byFirst: true }); // there is a place where it does not stand yet
    told.at = clock.now();
    expect(await next(59_000)).toEqual({ count: 2, byFirst: true }); // not known everywhere yet
    expect(await next(1000)).toEqual({ count: 2, byFirst: false });
    expect(await next(38 * dayMs)).toEqual({ count: 1, byFirst: false });
    expect(said.map((text) => text.split(',')[0])).toEqual([
      'made an authority and a certificate',
      'made a new certificate',
      'announced a new authority: it signs as soon as the API servers know it',
      'made a new certificate',
      'took an authority that has expired out of the bundle',
    ]);
    const { type, data } = await stored(client);
    expect([type, Object.keys(data ?? {}).sort()]).toEqual(['kubernetes.io/tls', ['ca.crt', 'ca.key', 'tls.crt', 'tls.key']]);
  });
});

describe('certificates in a folder', () => {
  test('are read as they are exchanged, and refused where key and certificate are not of each other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kube-webhook-'));
    const reads: boolean[] = [];
    const source = folderCertificates({ folder, read: (isWell) => void reads.push(isWell) });
    const { signal } = new AbortController();
    const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
    try {
      await expect(source.load(signal)).rejects.toThrow(/the certificate cannot be read: ENOENT.*tls\.crt/);
      await write('tls.crt', keyring.certificate);
      await write('tls.key', keyring.key);
      expect(await source.load(signal)).toEqual({ certificate: keyring.certificate, key: keyring.key, authorities: undefined });
      await write('ca.crt', keyring.authorities[0]);
      expect(await source.load(signal)).toMatchObject({ authorities: keyring.authorities[0] });
      await write('tls.key', keyring.authorityKey);
      await expect(source.load(signal)).rejects.toThrow(`tls.key in ${folder} is not the key of tls.crt`);
      await write('tls.crt', 'nothing');
      await expect(source.load(signal)).rejects.toThrow('are no certificate and key');
      expect(reads).toEqual([false, true, true, false, false]);
      expect(await source.advance({ signal, toldAt: undefined })).toBe(10_000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
