import { describe, expect, test } from '@jest/globals';
import { nextStep, type Standing } from './plan.js';

const settleMs = 5;
/** Authorities from 0 to 90 and from 60 to 150, as they follow each other; times are small to be read. */
const [old, young] = [
  { from: 0, until: 90 },
  { from: 60, until: 150 },
];
const signed = (from: number, until: number, more = {}): Standing['certificate'] => ({
  from,
  until,
  byYoungest: true,
  fits: true,
  ...more,
});

describe('nextStep', () => {
  test.each<readonly [string, Standing, number, object]>([
    ['uses a certificate for two thirds of its life', { authorities: [old], certificate: signed(0, 30) }, 19, { do: 'wait', until: 20 }],
    ['renews it in the last third', { authorities: [old], certificate: signed(0, 30) }, 20, { do: 'issue' }],
    ['renews one that has expired', { authorities: [old], certificate: signed(0, 30) }, 31, { do: 'issue' }],
    ['announces a new authority in the last third', { authorities: [old], certificate: signed(50, 80) }, 60, { do: 'announce' }],
    [
      'lets the new authority sign nothing until it is known',
      { authorities: [young, old], certificate: signed(50, 80, { byYoungest: false }) },
      64,
      { do: 'wait', until: 65 },
    ],
    [
      'lets it sign when it is known',
      { authorities: [young, old], certificate: signed(50, 80, { byYoungest: false }) },
      65,
      { do: 'issue' },
    ],
    [
      'lets it sign at once where the certificate has expired: there is nothing to lose',
      { authorities: [young, old], certificate: signed(30, 61, { byYoungest: false }) },
      62,
      { do: 'issue' },
    ],
    [
      'keeps the old authority until it has expired',
      { authorities: [young, old], certificate: signed(65, 95) },
      70,
      { do: 'wait', until: 85 },
    ],
    ['wakes when the old authority expires', { authorities: [young, old], certificate: signed(80, 110) }, 81, { do: 'wait', until: 90 }],
    ['forgets it then', { authorities: [young, old], certificate: signed(80, 110) }, 90, { do: 'forget' }],
    ['begins anew where everything has expired', { authorities: [old], certificate: signed(50, 80) }, 90, { do: 'begin' }],
    ['takes other names in at once', { authorities: [old], certificate: signed(0, 30, { fits: false }) }, 1, { do: 'issue' }],
    [
      'needs no settling of a first authority',
      { authorities: [old], certificate: signed(0, 30, { byYoungest: false }) },
      1,
      { do: 'issue' },
    ],
  ])('%s', (_, standing, now, step) => {
    expect(nextStep(standing, now, { settleMs, toldAt: standing.authorities[0].from })).toEqual(step);
  });

  const announced: Standing = { authorities: [young, old], certificate: signed(50, 80, { byYoungest: false }) };
  test.each<readonly [string, Standing, number | undefined, number, object]>([
    ['counts from when the new authority stands in all places', announced, 67, 71, { do: 'wait', until: 72 }],
    ['lets it sign when that is long enough ago', announced, 67, 72, { do: 'issue' }],
    ['goes on with what it has while there is a place that cannot be written', announced, undefined, 74, { do: 'wait', until: 75 }],
    ['goes on without that place when it can wait no longer, before all of them are lost', announced, undefined, 75, { do: 'issue' }],
    [
      'renews what the known authority has signed, also while there is such a place',
      { authorities: [young, old], certificate: signed(70, 85) },
      undefined,
      80,
      { do: 'issue' },
    ],
    [
      'takes other names in when the new authority has had its time, also where there is such a place',
      { authorities: [young, old], certificate: signed(50, 80, { byYoungest: false, fits: false }) },
      undefined,
      64,
      { do: 'wait', until: 65 },
    ],
  ])('%s', (_, standing, toldAt, now, step) => {
    expect(nextStep(standing, now, { settleMs, toldAt })).toEqual(step);
  });

  test('never shows a certificate to a client that has not had time to trust its authority, whatever the lifetimes', () => {
    for (const [authority, certificate, lateMs] of [
      [90, 30, 0],
      [40, 39, 0],
      [60, 18, 0],
      [200, 20, 0],
      [90, 36, 2],
      [200, 60, 10],
    ] as const) {
      let standing: Standing = { authorities: [{ from: 0, until: authority }], certificate: signed(0, Math.min(certificate, authority)) };
      const signers = [0];
      let [steps, now] = [0, 0];
      for (; now < 1000; steps += 1) {
        expect(steps).toBeLessThan(2000);
        const [first, ...older] = standing.authorities;
        const isTold = now >= first.from + lateMs;
        const step = nextStep(standing, now, { settleMs, toldAt: isTold ? first.from + lateMs : undefined });
        if (step.do === 'wait') {
          expect(step.until).toBeGreaterThan(now);
          now = isTold ? step.until : Math.min(step.until, first.from + lateMs);
        } else if (step.do === 'announce')
          standing = {
            authorities: [{ from: now, until: now + authority }, ...standing.authorities],
            certificate: { ...standing.certificate, byYoungest: false },
          };
        else if (step.do === 'issue') {
          if (older.length > 0) expect(now - first.from).toBeGreaterThanOrEqual(lateMs + settleMs);
          expect(now).toBeLessThan(standing.certificate.until); // there was a valid one all the time
          standing = { ...standing, certificate: signed(now, Math.min(now + certificate, first.until)) };
          signers.push(first.from);
        } else if (step.do === 'forget') standing = { ...standing, authorities: [first, ...older.filter(({ until }) => until > now)] };
        else throw new Error('everything expired');
      }
      expect(new Set(signers).size).toBeGreaterThan(5);
    }
  });
});
