/** The result of one test. The reporters beside the suites write them, each as a line of JSON. */
export interface TestResult {
  /** The file and the full title, such as `test/functional/select.ts > select should support auto select`. */
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message?: string;
}

const MAX_MESSAGE = 200;

/** Reads the results of a suite. Throws if the suite ended before its last test. */
export function parseResults(text: string): readonly TestResult[] {
  const results: TestResult[] = [];
  let isComplete = false;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const { isEnd = false, title, outcome, message = '' } = JSON.parse(line);
    if (isEnd) isComplete = true;
    else results.push({ title, outcome, message: message.split('\n')[0].slice(0, MAX_MESSAGE) });
  }
  if (isComplete) return results;
  const last = results.at(-1)?.title ?? 'none';
  throw new Error(`The suite ended before its last test. The last result is of: ${last}.`);
}
