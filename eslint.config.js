import tseslint from 'typescript-eslint';

/** Everything in the engine runs under a virtual clock in tests: time, chance, timers and files come from engine/runtime. */
const bannedGlobals = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Use the scheduler of engine/runtime, so that tests can move time.',
}));
const bannedProperties = [
  { object: 'Date', property: 'now', message: 'Use the clock of engine/runtime.' },
  { object: 'Math', property: 'random', message: 'Use the seeded random of engine/runtime.' },
];
const bannedSyntax = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Use the clock of engine/runtime.',
  },
];

/** One dialect of a class: what is private says so in one way. */
const privateNames = {
  selector: 'PropertyDefinition > PrivateIdentifier.key, MethodDefinition > PrivateIdentifier.key',
  message: 'Write `private`, as everywhere else.',
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'dist/**',
      'coverage/**',
      '.millrace/**',
      'kernel/labextension/lib/**',
      'kernel/labextension/labextension/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', privateNames],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
    },
  },
  {
    // rows of lambdas have no types in tests and benches
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: ['engine/**/*.ts'],
    // engine/api runs on the user's thread, in the user's time
    ignores: ['engine/runtime/**', 'engine/api/**'],
    rules: {
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-properties': ['error', ...bannedProperties],
      'no-restricted-syntax': ['error', privateNames, ...bannedSyntax],
      'no-restricted-imports': [
        'error',
        {
          paths: ['fs', 'node:fs', 'node:fs/promises'].map((name) => ({
            name,
            message: 'Use the file system of engine/runtime.',
          })),
        },
      ],
    },
  },
);
