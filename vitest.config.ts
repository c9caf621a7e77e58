import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    // The suites compute and seldom wait: the process that hands them out needs no core of its own.
    maxWorkers: '100%',
  },
});
