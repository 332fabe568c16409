/** Asks a real API server every case again: what is recorded in `verdicts.json` is what it says today. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { celCases } from './cases-cel.js';
import { crdCases } from './cases-crd.js';
import { objectCases } from './cases.js';
import { type Verdicts, judgeAll, judgeExpressions } from './judge.js';

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', import.meta.url), 'utf8')) as Verdicts;
const cases = { objects: [...objectCases, ...celCases], crds: crdCases };
let today: Verdicts;

beforeAll(async () => {
  today = await judgeAll(process.env.KUBECONFIG ?? '', cases);
}, 120_000);

describe('the API server', () => {
  test('still judges every expression so', async () => {
    const letters = JSON.parse(readFileSync(new URL('expressions.json', import.meta.url), 'utf8')) as readonly string[];
    expect(await judgeExpressions(process.env.KUBECONFIG ?? '')).toBe(letters.join(''));
  }, 180_000);

  test.each(cases.objects.map((one) => one.name))('still judges objects so: %s', (name) => {
    expect(today.objects[name]).toEqual(recorded.objects[name]);
  });

  test.each(cases.crds.map((one) => one.name))('still judges schemas so: %s', (name) => {
    expect(today.crds[name]).toEqual(recorded.crds[name]);
  });
});
