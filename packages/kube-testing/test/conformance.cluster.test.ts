import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Config } from 'kube-core';
import { ApiServer } from '../src/server/server.js';
import type { Comparable, Recorded } from './cases/case.js';
import { cases } from './cases/cases.js';
import { openRun, type Run } from './cases/run.js';

const file = new URL('cases/recorded.json', import.meta.url);
/** UPDATE_CASES=1 records what the real server answers in place of comparing with what it answered before. */
const update = process.env.UPDATE_CASES === '1';

describe('a real API server and ours', () => {
  const recorded: Recorded = update ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Recorded);
  const answered: Record<string, readonly Comparable[]> = {};
  let client: Client;
  let server: ApiServer;
  let real: Run;
  let ours: Run;
  beforeAll(async () => {
    client = Client.from(await Config.fromKubeconfig());
    server = await ApiServer.start();
    [real, ours] = [await openRun(client.service), await openRun(server.service)];
  });
  afterAll(async () => {
    await real[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    if (update) writeFileSync(file, `${JSON.stringify(answered, null, 1)}\n`);
  });

  test.each(cases)('$name', async (one) => {
    const answer = await real.answers(one);
    answered[one.name] = answer;
    if (!update) expect(answer).toEqual(recorded[one.name]);
    expect(await ours.answers(one)).toEqual(answer);
  });
});
