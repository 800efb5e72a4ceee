import { fold, pad, toWidth } from './layout.js';

/** Rows with short cells, such as names and numbers. */
export interface Table {
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Numbers of columns that a narrow terminal does not show. The first one is dropped first. */
  readonly optional?: readonly number[];
  /** The number of a column whose cells may have several lines. */
  readonly flexible?: number;
  /** Cells from this column on are numbers and are aligned to the right. */
  readonly firstNumber?: number;
}

/** A flexible column narrower than this is no better than no columns. */
const MIN_FLEXIBLE = 24;

/** Renders a table that fits into `columns`: with fewer columns where needed, at last without columns. */
export function renderTable(table: Table, columns: number): string[] {
  const { head, rows, optional = [] } = table;
  if (rows.length === 0) return [];
  const all = head ? [head, ...rows] : rows;
  for (let dropped = 0; dropped <= optional.length; dropped += 1) {
    const gone = optional.slice(0, dropped);
    const kept = (rows[0] ?? []).map((_, column) => column).filter((one) => !gone.includes(one));
    const lines = align(all, { kept, table, columns });
    if (lines) return lines;
  }
  return rows.map((row) => {
    const kept = row.filter((cell, column) => cell !== '' && !optional.includes(column));
    return fold(kept.join('  '), columns);
  });
}

interface Grid {
  /** The numbers of the columns that are shown. */
  readonly kept: readonly number[];
  readonly table: Table;
  readonly columns: number;
}

/** Returns the lines of a table; undefined if it does not fit. */
function align(
  rows: readonly (readonly string[])[],
  { kept, table: { flexible, firstNumber = Number.POSITIVE_INFINITY }, columns }: Grid,
): string[] | undefined {
  const widths = kept.map((column) => Math.max(...rows.map((row) => toWidth(row[column] ?? ''))));
  const excess = sum(widths) + GAP.length * (kept.length - 1) - columns;
  const stretch = kept.indexOf(flexible ?? -1);
  if (excess > 0) {
    const narrow = (widths[stretch] ?? 0) - excess;
    if (narrow < MIN_FLEXIBLE) return undefined;
    widths[stretch] = narrow;
  }
  return rows.flatMap((row) => {
    const cells = kept.map((column, index) =>
      fold(row[column] ?? '', index === stretch ? (widths[index] ?? 0) : columns, 0).split('\n'),
    );
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, index) => {
          const side = (kept[index] ?? 0) >= firstNumber ? 'left' : 'right';
          return pad(cell[line] ?? '', widths[index] ?? 0, side);
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}

const GAP = '  ';

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
