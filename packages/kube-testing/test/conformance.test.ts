import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiServer } from '../src/server/server.js';
import type { Recorded } from './cases/case.js';
import { cases } from './cases/cases.js';
import { openRun, type Run } from './cases/run.js';

const recorded = JSON.parse(readFileSync(new URL('cases/recorded.json', import.meta.url), 'utf8')) as Recorded;

describe('the in-process API server answers as a real one', () => {
  let server: ApiServer;
  let run: Run;
  beforeAll(async () => {
    server = await ApiServer.start();
    run = await openRun(server.service);
  });
  afterAll(async () => {
    await run[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('to every case that was recorded', () => {
    expect(Object.keys(recorded)).toEqual(cases.map(({ name }) => name));
  });

  test.each(cases)('$name', async (one) => {
    expect(await run.answers(one)).toEqual(recorded[one.name]);
  });
});
