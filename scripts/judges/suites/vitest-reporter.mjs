import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';

const OUTCOMES = { passed: 'passed', failed: 'failed', skipped: 'skipped', pending: 'skipped' };

/** A reporter of vitest that writes each result as a line of JSON to JUDGE_OUTPUT. */
export class JudgeReporter {
  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result();
    const title = `${relative('.', test.module.moduleId)} > ${test.fullName}`;
    write({ title, outcome: OUTCOMES[state], message: errors[0]?.message });
  }

  /**
   * A file that cannot be loaded counts as a failed test.
   * @param {import('vitest/node').TestModule} module
   */
  onTestModuleEnd(module) {
    const [error] = module.errors();
    if (error) {
      const title = relative('.', module.moduleId);
      write({ title, outcome: 'failed', message: error.message });
    }
  }

  onTestRunEnd() {
    write({ isEnd: true });
  }
}

/** @param {object} line */
function write(line) {
  appendFileSync(process.env['JUDGE_OUTPUT'] ?? '', `${JSON.stringify(line)}\n`);
}
