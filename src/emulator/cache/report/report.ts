import type { CompatibilityRow } from '../../state/compatibility.js';
import { toAdvice } from './advice.js';
import type { Finding } from './finding.js';

/** Counts findings for all caches of the endpoint, until `clear`. */
export interface CompatibilityReport {
  add(client: string, finding: Finding): void;
  /** Returns the rows, sorted by client, problem, command and rule. */
  rows(): CompatibilityRow[];
  clear(): void;
}

/** Any client can cause rows. Further rows are counted as those of `OTHERS`, one for each problem. */
const MAX_ROWS = 500;
const OTHERS = 'other clients';

/** Creates an empty report. */
export function createCompatibilityReport(): CompatibilityReport {
  const counts = new Map<string, Finding & { readonly client: string; count: number }>();

  function count(client: string, { problem, command, rule }: Finding): boolean {
    const key = JSON.stringify([client, problem, command, rule]);
    const known = counts.get(key);
    if (known) known.count += 1;
    else if (counts.size < MAX_ROWS || client === OTHERS)
      counts.set(key, { client, problem, command, rule, count: 1 });
    else return false;
    return true;
  }

  return {
    add(client, finding) {
      if (!count(client, finding)) count(OTHERS, { ...finding, command: null, rule: null });
    },
    rows: () =>
      [...counts]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, row]) => ({ ...row, ...toAdvice(row) })),
    clear: () => counts.clear(),
  };
}
