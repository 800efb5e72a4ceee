import { readFileSync } from 'node:fs';

/** Prints `N passed, N failed` (and skipped) from vitest's JSON report: the last line of test.sh. */
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + report.numTodoTests;
const rest = skipped > 0 ? `, ${skipped} skipped` : '';
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests} failed${rest}\n`);
