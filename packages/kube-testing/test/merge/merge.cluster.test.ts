import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'kube-core';
import type { Recordings } from './case.js';
import { patchCases, sequences } from './cases.js';
import { comparable } from './comparable.js';
import { recordAll } from './judge.js';

const recorded = JSON.parse(readFileSync(new URL('recordings.json', import.meta.url), 'utf8')) as Recordings;

let asked: Recordings;

beforeAll(async () => {
  await using client = await Client.tryDefault();
  asked = await recordAll(client);
}, 120_000);

describe('a real API server answers as recorded', () => {
  test.each(sequences.map(({ name }) => name))('%s', (name) => {
    expect(asked.sequences[name]?.map(({ answer }) => comparable(answer))).toEqual(
      recorded.sequences[name]?.map(({ answer }) => comparable(answer)),
    );
  });

  test.each(patchCases.map(({ name }) => name))('%s', (name) => {
    expect(asked.patches[name]?.answers.map(comparable)).toEqual(recorded.patches[name]?.answers.map(comparable));
  });
});
