import { expect, test } from '@jest/globals';
import { compareVersions } from './version.js';

test('versions are ordered as servers prefer them', () => {
  const preferred = ['v10', 'v2', 'v1', 'v0', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10', 'v1beta'];
  expect(preferred.toReversed().sort(compareVersions)).toEqual(preferred);
  expect(['v1', 'v1beta1', 'other'].map((version) => compareVersions(version, version))).toEqual([0, 0, 0]);
});
