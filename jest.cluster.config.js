// The suites that need a real API server: KUBECONFIG names one, or KUBEBUILDER_ASSETS the binaries to start one.
import base from './jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['**/*.cluster.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testTimeout: 120_000,
};
