/** What a real server says of the generated definitions: it reads their YAML, installs every fixture, and judges objects by them. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, isNotFound } from 'kube-core';
import { casesIn, compile } from './cases.js';

const group = `codegen-${randomBytes(4).toString('hex')}.example.com`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Installed {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The definition of a fixture, in a group of this run, as it is written. */
function definitionOf(name: string): { readonly yaml: string; readonly path: string } {
  const one = casesIn('fixtures').find((each) => each.name === name)!;
  const file = compile(one).files.find(({ path }) => path.endsWith('.yaml'))!;
  const plural = /_(.*)\.yaml$/.exec(file.path)![1]!;
  return { yaml: file.text.replaceAll('fixtures.example.com', group), path: `${definitions}/${plural}.${group}` };
}

const names = casesIn('fixtures').map(({ name }) => name);
let client: Client;

const post = <T>(path: string, body: string, type = 'application/json'): Promise<T> =>
  client.request<T>({
    method: 'POST',
    path: `${path}?fieldValidation=Strict`,
    headers: { accept: 'application/json', 'content-type': type },
    body,
  });

async function established(path: string): Promise<boolean> {
  const { status } = await client.request<Installed>({ method: 'GET', path, headers: { accept: 'application/json' } });
  return status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true;
}

async function install(name: string): Promise<void> {
  const { yaml, path } = definitionOf(name);
  await post(definitions, yaml, 'application/yaml');
  for (let tries = 0; tries < 100 && !(await established(path)); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await established(path)).toBe(true);
}

/** Creates an object; a server that has just learnt a kind answers 404 for a moment. */
async function create(kind: string, spec: unknown): Promise<{ readonly spec: unknown }> {
  const path = `/apis/${group}/v1/namespaces/default/${kind.toLowerCase()}s`;
  const body = JSON.stringify({ apiVersion: `${group}/v1`, kind, metadata: { generateName: 'one-' }, spec });
  for (let tries = 0; ; tries++) {
    try {
      return await post(path, body);
    } catch (error) {
      if (!isNotFound(error) || tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

beforeAll(async () => {
  client = await Client.tryDefault();
});

afterAll(async () => {
  const gone = names.map((name) => client.text({ method: 'DELETE', path: definitionOf(name).path, headers: {} }).catch(() => undefined));
  await Promise.all(gone);
  await client[Symbol.asyncDispose]();
});

test.each(names)('the definition of %s is accepted word for word and established', async (name) => {
  await install(name);
});

describe('objects of the installed kinds', () => {
  const invalid = (message: string): object => ({ status: { code: 422, message: expect.stringContaining(message) as unknown } });

  test('a member of a discriminated union is one of its arms, whole and alone', async () => {
    const circle = { shape: { kind: 'circle', name: 'a', r: 1.5 } };
    await expect(create('Shape', circle)).resolves.toMatchObject({ spec: circle });
    await expect(create('Shape', { shape: { kind: 'circle', name: 'a' } })).rejects.toMatchObject(
      invalid('r is required when kind is circle, and forbidden otherwise'),
    );
    await expect(create('Shape', { shape: { kind: 'point', name: 'a', fill: 'red' } })).rejects.toMatchObject(
      invalid('fill is forbidden unless kind is circle or square'),
    );
    await expect(create('Shape', { ...circle, store: { type: 'disk' } })).rejects.toMatchObject(
      invalid('path is required when type is disk'),
    );
  });

  test('a member of a tagged union has exactly one property', async () => {
    const source = { 'read-only': { url: 'a' } };
    await expect(create('Volume', { source })).resolves.toMatchObject({ spec: { source } });
    await expect(create('Volume', { source: { ...source, disk: { path: 'a' } } })).rejects.toMatchObject(
      invalid('exactly one of disk, memory, read-only must be set'),
    );
  });

  test('null is a value of an enum that says so, whatever its types', async () => {
    const nulls = { level: 1, maybe: null, mixedOrNull: null };
    await expect(create('Choice', nulls)).resolves.toMatchObject({ spec: nulls });
    await expect(create('Choice', { level: 1, mixed: true, mixedOrNull: 3, yes: 'y' })).resolves.toMatchObject({ spec: { mode: 'fast' } });
    await expect(create('Choice', { level: 1, mixedOrNull: 4 })).rejects.toMatchObject(invalid('Unsupported value'));
  });

  test('text that YAML could misread arrives as it was written', async () => {
    for (const choice of ['\u2028', 'line\nbreak', '\\', '`${evil}`']) {
      await expect(create('Hostile', { text: '', choice })).resolves.toMatchObject({ spec: { choice } });
    }
  });

  test('the keys of a map are held to their limits', async () => {
    const main = { host: 'a', port: 1 };
    await expect(create('Nested', { main, labels: { Upper: 'a' } })).rejects.toMatchObject(invalid('keys must match ^[a-z.]+$'));
    await expect(create('Nested', { main, labels: { 'a.b': 'a' } })).resolves.toBeDefined();
  });

  test('defaults are filled in', async () => {
    await expect(create('Special', {})).resolves.toMatchObject({ spec: { cpu: '100m', timeout: '30s' } });
    await expect(create('Listing', { ports: [{ port: 1 }] })).resolves.toMatchObject({ spec: { ports: [{ port: 1, protocol: 'TCP' }] } });
  });
});
