import { readFileSync } from 'node:fs';
import type { JsonTestResults } from 'vitest/node';

/** Prints the last line of test.sh, such as `9 passed, 0 failed, 1 skipped`, from vitest's JSON reports. */
const reports = process.argv
  .slice(2)
  .map((file): JsonTestResults => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count: (report: JsonTestResults) => number) =>
  reports.reduce((total, report) => total + count(report), 0);
const passed = sum(({ numPassedTests }) => numPassedTests);
const failed = sum(({ numFailedTests }) => numFailedTests);
const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
const rest = skipped > 0 ? `, ${skipped} skipped` : '';
process.stdout.write(`${passed} passed, ${failed} failed${rest}\n`);
