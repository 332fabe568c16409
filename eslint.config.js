// Type-aware rules for everything that is written by hand; generated files and fixtures are left out.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/*.gen.ts',
      'packages/kube-core/src/k8s/**',
      'packages/kube-core/src/openapi/**',
      '**/fixtures*/**',
      'packages/kube-codegen/templates/**',
      '**/node_modules/**',
    ],
  },
  { files: ['**/*.crd.ts'], linterOptions: { reportUnusedDisableDirectives: 'off' } }, // what import writes is not for linters, wherever it stands
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off', // `return refuse(…)` reports and ends in one line
      '@typescript-eslint/no-meaningless-void-operator': 'off', // `void` says that an expression is done for its effect
      '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true }], // a brand for values of another language
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // generated classes are data: what the API answers is one
      '@typescript-eslint/no-invalid-void-type': 'off', // Promise<Action | void> is the contract of a reconcile
      // Brackets say that the key is data, of an environment or of an object of unknown kind.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-empty-object-type': 'off', // {} is the right bound for "an object with no required key"
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/prefer-literal-enum-member': 'off',
      '@typescript-eslint/no-redeclare': 'off', // an interface and a const of one name are one concept here
      'max-params': ['error', 3],
      '@typescript-eslint/consistent-indexed-object-style': 'off', // an index signature says what its key is
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.test.ts', 'packages/*/test/**', 'test/**', 'scripts/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'max-params': 'off',
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'describe', 'before', 'after'], package: 'node:test' }] },
      ],
    },
  },
);
