// Tests run on the sources: `kube-source` resolves the packages to src/, the transformer strips types, nothing is built first.

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/scripts', '<rootDir>/bench'],
  testMatch: ['**/*.test.ts'],
  // Tests of the operator and of the templates are those of projects of their own: other tests run them, as their users do.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.cluster\\.test\\.ts$', '/examples/operator/src/', '/templates/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '<rootDir>/scripts/jest-transform.js' },
  testEnvironmentOptions: { customExportConditions: ['kube-source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/'],
  testTimeout: 30_000,
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB', // what a suite has loaded as modules stays in its process
};
