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
    expect(nextStep(standing, now, { settleMs })).toEqual(step);
  });

  test('never shows a certificate to a client that has not had time to trust its authority, whatever the lifetimes', () => {
    for (const [authority, certificate] of [
      [90, 30],
      [40, 39],
      [60, 18],
      [200, 20],
    ] as const) {
      let standing: Standing = { authorities: [{ from: 0, until: authority }], certificate: signed(0, Math.min(certificate, authority)) };
      const signers = [0];
      let [steps, now] = [0, 0];
      for (; now < 1000; steps += 1) {
        expect(steps).toBeLessThan(2000);
        const step = nextStep(standing, now, { settleMs });
        const [first, ...older] = standing.authorities;
        if (step.do === 'wait') {
          expect(step.until).toBeGreaterThan(now);
          now = step.until;
        } else if (step.do === 'announce')
          standing = {
            authorities: [{ from: now, until: now + authority }, ...standing.authorities],
            certificate: { ...standing.certificate, byYoungest: false },
          };
        else if (step.do === 'issue') {
          if (older.length > 0) expect(now - first.from).toBeGreaterThanOrEqual(settleMs);
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
