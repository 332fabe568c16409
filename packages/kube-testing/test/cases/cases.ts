/** All cases, in the order in which they are put: {@link cases}. */
import type { Case } from './case.js';
import { carefulCases } from './cases-careful.js';
import { changingCases } from './cases-changing.js';
import { customCases } from './cases-custom.js';
import { hostileCases } from './cases-hostile.js';
import { lifecycleCases } from './cases-lifecycle.js';
import { objectCases } from './cases-objects.js';
import { readingCases } from './cases-reading.js';

export const cases: readonly Case[] = [
  ...objectCases,
  ...readingCases,
  ...changingCases,
  ...customCases,
  ...carefulCases,
  ...lifecycleCases,
  ...hostileCases,
];
