import type { Group } from './expected.js';
import type { TestResult } from './results.js';

/** What a run of a judge says. */
export interface Comparison {
  readonly passed: number;
  readonly skipped: number;
  /** Failures that the list expects, by their reason. */
  readonly refusals: readonly { readonly group: Group; readonly tests: readonly string[] }[];
  /** Failures that the list does not expect. */
  readonly newFailures: readonly TestResult[];
  /** Titles that the list expects to fail, and that passed. */
  readonly nowPassing: readonly string[];
  /** Titles of the list that no test of a whole run has. */
  readonly notRun: readonly string[];
}

/** Compares the results with the list of expected failures. `isWhole`: whether all test files ran. */
export function compareResults(
  results: readonly TestResult[],
  expected: readonly Group[],
  isWhole: boolean,
): Comparison {
  const outcomes = new Map<string, TestResult>();
  for (const result of results) {
    // Two tests of a file can have one title. The title has failed if one of them has.
    if (outcomes.get(result.title)?.outcome !== 'failed') outcomes.set(result.title, result);
  }
  const groups = new Map(
    expected.flatMap((group) => group.tests.map((test) => [test, group] as const)),
  );
  const isFailed = (title: string) => outcomes.get(title)?.outcome === 'failed';
  const isExpected = ({ title, message = '' }: TestResult) => {
    const group = groups.get(title);
    return group !== undefined && message.includes(group.error ?? '');
  };
  const isPassed = (title: string) => outcomes.get(title)?.outcome === 'passed';
  const failures = [...outcomes.values()].filter(({ outcome }) => outcome === 'failed');
  const refused = failures.filter(isExpected).map(({ title }) => title);
  const steady = expected.filter(({ mayPass }) => !mayPass).flatMap(({ tests }) => tests);
  return {
    passed: results.filter(({ outcome }) => outcome === 'passed').length,
    skipped: results.filter(({ outcome }) => outcome === 'skipped').length,
    refusals: expected
      .map((group) => ({ group, tests: refused.filter((title) => groups.get(title) === group) }))
      .filter(({ tests }) => tests.length > 0),
    newFailures: failures.filter((one) => !isExpected(one)),
    nowPassing: steady.filter(isPassed),
    notRun: isWhole ? steady.filter((title) => !isFailed(title) && !isPassed(title)) : [],
  };
}
