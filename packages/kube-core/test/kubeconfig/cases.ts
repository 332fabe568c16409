/**
 * All cases; `recorded.json` holds what kubectl does with each.
 */
import { execCases } from './cases-exec.js';
import { fileCases } from './cases-files.js';
import { overrideCases } from './cases-overrides.js';
import { textCases } from './cases-text.js';
import { tlsCases } from './cases-tls.js';
import { userCases } from './cases-users.js';
import type { Case } from './case.js';

export const cases: readonly Case[] = [...userCases, ...tlsCases, ...textCases, ...fileCases, ...execCases, ...overrideCases];
