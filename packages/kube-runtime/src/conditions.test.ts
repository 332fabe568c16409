import { describe, expect, test } from '@jest/globals';
import type { Condition } from 'kube-core';
import { conditionOf, isConditionTrue, setCondition } from './conditions.js';

const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const ready: Condition = { type: 'Ready', status: 'False', reason: 'Waiting', message: '', lastTransitionTime: '2025-01-01T00:00:00Z' };
const other: Condition = { ...ready, type: 'Other' };

describe('setCondition', () => {
  test('adds a condition with the time of now, in whole seconds', () => {
    const [added] = setCondition(undefined, { type: 'Ready', status: 'True', reason: 'Done', message: '' }, now);
    expect(added).toEqual({ type: 'Ready', status: 'True', reason: 'Done', message: '', lastTransitionTime: '2026-01-02T03:04:05Z' });
  });

  test('moves the time only with the status', () => {
    const found = { type: 'Ready', reason: 'Waiting', message: 'still' } as const;
    expect(setCondition([ready], { ...found, status: 'False' }, now)[0]).toEqual({ ...ready, message: 'still' });
    expect(setCondition([ready], { ...found, status: 'True' }, now)[0]?.lastTransitionTime).toBe('2026-01-02T03:04:05Z');
  });

  test('keeps the others, their order, and the list it was given', () => {
    const list = Object.freeze([other, Object.freeze(ready)]);
    expect(setCondition(list, { type: 'Other', status: 'True', reason: 'R', message: '' }, now).map(({ type }) => type)).toEqual([
      'Other',
      'Ready',
    ]);
  });

  test('is read by type', () => {
    expect(conditionOf([other, ready], 'Ready')).toBe(ready);
    expect([
      isConditionTrue([ready], 'Ready'),
      isConditionTrue([{ ...ready, status: 'True' }], 'Ready'),
      isConditionTrue(undefined, 'Ready'),
    ]).toEqual([false, true, false]);
  });
});
