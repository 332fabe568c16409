import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../src/client/client.js';
import { Config } from '../../src/config/config.js';
import { isKubeError } from '../../src/errors.js';
import { isTransportError } from '../../src/service/errors.js';
import type { Case, Outcome } from './case.js';
import { cases } from './cases.js';
import { openStage, type Stage } from './stage.js';

const recorded = JSON.parse(await readFile(new URL('recorded.json', import.meta.url), 'utf8')) as Readonly<Record<string, Outcome>>; // record.ts wrote it

let stage: Stage;
let directory: string;
const home = process.cwd();
beforeAll(async () => {
  stage = await openStage();
  directory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterAll(async () => {
  process.chdir(home);
  await stage[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** What a client sends that is made of what `KUBECONFIG` names, or the error that stands in its way. */
async function play(one: Case, folder: string): Promise<{ readonly sent?: unknown; readonly error?: unknown }> {
  const { kubeconfig: KUBECONFIG, overrides } = await stage.write(one, folder);
  process.chdir(folder);
  try {
    await using client = Client.from(await Config.infer({ env: { KUBECONFIG }, home: join(folder, 'home'), ...overrides }));
    await client.text({ method: 'GET', path: '/version', headers: {} });
  } catch (error) {
    return { error };
  }
  const [sent] = stage.arrived();
  return stage.neutral({ sent }, folder);
}

/** A refusal that has to do with the network, by kubectl's words: all others are made before anything is sent. */
const isHandshake = (words: string): boolean => words.includes('x509:') || words.includes('invalid port');

describe('a client of a kubeconfig sends what kubectl sends, and refuses what kubectl refuses:', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const expected = one.differs?.outcome ?? recorded[name]!;
    const { sent, error } = await play(one, join(directory, String(cases.indexOf(one))));
    if ('sent' in expected) return expect({ sent, error }).toEqual({ sent: expected.sent, error: undefined });
    expect(isKubeError(error)).toBe(true);
    if (!isHandshake(expected.refused)) expect(isTransportError(error)).toBe(false);
  });

  test('every case has been recorded, and every recording has its case', () => {
    expect(cases.map(({ name }) => name).toSorted()).toEqual(Object.keys(recorded).toSorted());
  });

  test('where we mean to differ, we do', () => {
    for (const { name, differs } of cases) if (differs !== undefined) expect(differs.outcome).not.toEqual(recorded[name]);
  });
});
