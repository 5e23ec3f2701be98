import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Every core: by default one is left idle, which is half of two.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    maxWorkers: '100%',
    isolate: false,
  },
});
