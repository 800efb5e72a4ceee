import { relative } from 'node:path';

export interface TestResult {
  /** The file and the full title, such as `test/functional/select.ts > select should support auto select`. */
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The first line of the error. */
  readonly message?: string;
}

interface MochaTest {
  readonly file?: string;
  readonly fullTitle: string;
  readonly err?: { readonly message?: string };
}

/** Reads the output of mocha's reporter `json`. */
export function readMocha(text: string, folder: string): readonly TestResult[] {
  const { passes, failures, pending } = JSON.parse(text) as Readonly<
    Record<'passes' | 'failures' | 'pending', readonly MochaTest[]>
  >;
  const toTitle = ({ file, fullTitle }: MochaTest) =>
    `${file === undefined ? '' : relative(folder, file)} > ${fullTitle}`;
  return [
    ...passes.map((test) => ({ title: toTitle(test), outcome: 'passed' as const })),
    ...pending.map((test) => ({ title: toTitle(test), outcome: 'skipped' as const })),
    ...failures.map((test) => ({
      title: toTitle(test),
      outcome: 'failed' as const,
      message: toLine(test.err?.message),
    })),
  ];
}

interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** Reads the output of vitest's reporter `json`. A file that cannot be loaded counts as one failed test. */
export function readVitest(text: string, folder: string): readonly TestResult[] {
  const { testResults } = JSON.parse(text) as { readonly testResults: readonly VitestFile[] };
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(folder, name);
    if (status === 'failed' && assertionResults.length === 0) {
      return [{ title: file, outcome: 'failed' as const, message: toLine(message) }];
    }
    return assertionResults.map((test) => {
      const title = `${file} > ${test.fullName}`;
      if (test.status === 'passed') return { title, outcome: 'passed' as const };
      if (test.status !== 'failed') return { title, outcome: 'skipped' as const };
      return { title, outcome: 'failed' as const, message: toLine(test.failureMessages?.[0]) };
    });
  });
}

/** Reads lines of JSON, each a result, as `redis_py_plugin.py` writes them. */
export function readLines(text: string): readonly TestResult[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TestResult);
}

const MAX_MESSAGE = 200;

function toLine(message = ''): string {
  return (message.split('\n')[0] ?? '').slice(0, MAX_MESSAGE);
}
