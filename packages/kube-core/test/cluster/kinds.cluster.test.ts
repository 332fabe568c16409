import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Api, ApiError, apiVersionOf, Client, type ResourceDefinition } from 'kube-core';

const folder = join(import.meta.dirname, '../../src/k8s');
const stable = /^v\d+$/;

/** Every definition of every group-version. */
async function definitions(): Promise<ResourceDefinition[]> {
  const files = readdirSync(folder).filter((name) => /-v\w+\.ts$/.test(name));
  const modules = await Promise.all(
    files.map((name): Promise<Record<string, ResourceDefinition>> => import(`../../src/k8s/${name.replace('.ts', '.js')}`)),
  );
  return modules.flatMap((module) => Object.values(module));
}

describe('the built-in kinds', () => {
  let client: Client;
  beforeAll(async () => {
    client = await Client.tryDefault();
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
  });

  /** What the server answers when the collection is asked for: `list` or the code of its refusal. */
  async function answerTo(definition: ResourceDefinition): Promise<string> {
    const { scope } = definition;
    const api =
      scope === 'Cluster'
        ? Api.all(client, definition)
        : Api.namespaced(client, definition as ResourceDefinition<object, 'Namespaced'>, 'default');
    try {
      const list = await api.list({ limit: 1 });
      expect([list.apiVersion, list.kind]).toEqual([apiVersionOf(definition), `${definition.kind}List`]);
      return 'list';
    } catch (error) {
      if (error instanceof ApiError) return String(error.status.code);
      throw error;
    }
  }

  test('are where their definitions say', async () => {
    const all = await definitions();
    expect(all.length).toBeGreaterThan(70);
    for (const definition of all) {
      const answer = await answerTo(definition);
      const name = `${apiVersionOf(definition)} ${definition.plural}`;
      // Reviews and bindings are only created; alpha and beta versions are only served where a cluster is told to.
      const createdOnly = /review|^bindings$/.test(definition.plural);
      const expected = createdOnly ? ['405'] : stable.test(definition.version) ? ['list'] : ['list', '404'];
      expect({ name, answer: expected.includes(answer) ? 'as expected' : answer }).toEqual({ name, answer: 'as expected' });
    }
  });
});
