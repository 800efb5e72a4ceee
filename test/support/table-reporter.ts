import type { Reporter, TestModule } from 'vitest/node';
import type { Tally } from './tally.js';

/** Prints the sums of all tests of a suite as a table. The count in the last row must be zero. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter's default export.
export default class TableReporter implements Reporter {
  readonly #lastRow: string;

  constructor({ lastRow }: { readonly lastRow: string }) {
    this.#lastRow = lastRow;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const sum: Tally = {};
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        for (const [row, by] of Object.entries(test.meta().tally ?? {})) {
          sum[row] = (sum[row] ?? 0) + by;
        }
      }
    }
    const { [this.#lastRow]: last = 0, ...rows } = sum;
    const lines = [...Object.entries(rows).sort(), [this.#lastRow, last] as const];
    const width = Math.max(...lines.map(([row]) => row.length));
    const text = lines.map(([row, by]) => `  ${row.padEnd(width)}  ${String(by).padStart(6)}`);
    process.stdout.write(`\n${text.join('\n')}\n\n`);
  }
}
