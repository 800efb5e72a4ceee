import type { TestUserConfig } from 'vitest/config';

type Reporters = Exclude<TestUserConfig['reporters'], undefined>;

/** Returns the vitest reporters of a suite: readable output, an optional table, and JSON for scripts/test.sh. */
export function createReporters(table?: { readonly lastRow: string }): Reporters {
  const resultsFile = process.env['TEST_RESULTS'];
  return [
    'default',
    ...(table ? [['test/support/table-reporter.ts', table] satisfies [string, object]] : []),
    ...(resultsFile ? [['json', { outputFile: resultsFile }] satisfies [string, object]] : []),
  ];
}
