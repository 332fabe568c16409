import { expect, test } from '@jest/globals';
import { ManualClock } from 'kube-core/testing';
import { waiter } from './waiting.js';

function setUp() {
  const clock = new ManualClock();
  const lines: string[] = [];
  return { clock, lines, wait: waiter({ patienceMs: 20_000, say: (line) => lines.push(line), clock }) };
}

test('says what it waits for, once, when that takes longer than three seconds', async () => {
  const { clock, lines, wait } = setUp();
  const records: string[] = [];
  const waiting = wait.found('a DNS record', () => records[0]);
  await clock.advance(2_999);
  expect(lines).toEqual([]);
  await clock.advance(10_000);
  records.push('www.example.com');
  await clock.advance(10);
  expect(await waiting).toBe('www.example.com');
  expect(lines).toEqual(['waiting for a DNS record']);
});

test('says nothing of what comes at once', async () => {
  const { clock, lines, wait } = setUp();
  expect(await wait.found('a DNS record', () => 1)).toBe(1);
  await clock.advance(60_000);
  expect(lines).toEqual([]);
});

test('gives up after its patience and names what did not come', async () => {
  const { clock, wait } = setUp();
  const waiting = expect(wait.found('a DNS record', () => undefined)).rejects.toThrow('waited 20 s for a DNS record in vain');
  await clock.advance(20_000);
  await waiting;
});
