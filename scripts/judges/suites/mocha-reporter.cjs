// @ts-check
const { appendFileSync } = require('node:fs');
const { relative } = require('node:path');

/**
 * A reporter of mocha that writes each result as a line of JSON to JUDGE_OUTPUT.
 * @typedef {{ readonly file?: string, fullTitle(): string }} Test
 * @param {{ on(event: string, listener: (test: Test, error?: Error) => void): void }} runner
 */
module.exports = function report(runner) {
  /** @param {object} line */
  const write = (line) => {
    appendFileSync(process.env['JUDGE_OUTPUT'] ?? '', `${JSON.stringify(line)}\n`);
  };
  /** @param {Test} test */
  const toTitle = (test) => `${relative('.', test.file ?? '.')} > ${test.fullTitle()}`;
  runner.on('pass', (test) => write({ title: toTitle(test), outcome: 'passed' }));
  runner.on('pending', (test) => write({ title: toTitle(test), outcome: 'skipped' }));
  runner.on('fail', (test, error) => {
    write({ title: toTitle(test), outcome: 'failed', message: error?.message });
  });
  runner.on('end', () => write({ isEnd: true }));
};
