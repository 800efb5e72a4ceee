import { describe, expect, test } from 'vitest';
import { createPalette } from '../../../../src/cli/rendering/palette.js';
import { createWork } from '../../../../src/cli/rendering/progress/work.js';
import type { ProgressEvent, ResourceId } from '../../../../src/engine/events.js';

const plain = createPalette({}, {});
const role = (name: string): ResourceId => ({ kind: 'role', name });
const finished = (name: string): ProgressEvent => {
  const seen = { arn: null, owned: true, owner: null, state: 'present', elapsedMs: 0 };
  return { type: 'finished', report: { ...role(name), ...seen, action: 'created' } };
};

function createRun(needs: Record<string, string[]>) {
  let now = 0;
  const work = createWork(() => now);
  const steps = Object.entries(needs).map(([name, after]) => ({
    resource: role(name),
    after: after.map(role),
  }));
  if (steps.length > 0) work.note({ type: 'planned', resources: steps });
  return {
    work,
    at(ms: number) {
      now = ms;
    },
    start: (name: string) => work.note({ type: 'started', resource: role(name), doing: 'ensure' }),
    lines: (columns = 80, rows = 24) => work.toLines({ columns, rows }, plain),
  };
}

describe('the live view of the work', () => {
  test('shows what runs and for how long, and what waits for what', () => {
    const { work, at, start, lines } = createRun({ a: [], b: [], c: ['a', 'b'] });
    start('a');
    at(2_000);
    start('b');
    at(12_000);
    work.note({ type: 'waiting', resource: role('b'), status: 'creating', elapsedMs: 9_000 });
    expect(lines()).toEqual([
      '0 of 3 done, 12 s',
      '  role a  12 s  making',
      '  role b  10 s  creating',
      '  role c        after role a, role b',
    ]);
    work.note(finished('a'));
    expect(lines()).toEqual([
      '1 of 3 done, 12 s',
      '  role b  10 s  creating',
      '  role c        after role b',
    ]);
    work.note({ type: 'failed', resource: role('b'), message: 'no' });
    expect(work.isRunning()).toBe(false);
  });

  test('shows what a command without a plan waits for, with its progress', () => {
    const { work, at, lines } = createRun({});
    at(3_000);
    const event = { type: 'waiting', resource: role('f'), elapsedMs: 1_000, detail: '37' } as const;
    work.note({ ...event, status: 'calls of 100' });
    expect(lines()).toEqual(['working, 3.0 s', '  role f  1.0 s  37 calls of 100']);
  });

  test.each([
    [20, 24],
    [40, 6],
    [80, 4],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}-${'long'.repeat(12)}`);
    const { start, lines } = createRun(
      Object.fromEntries(names.map((name, index) => [name, names.slice(0, index)])),
    );
    for (const name of names.slice(0, 5)) start(name);
    const shown = lines(columns, rows);
    expect(shown.length).toBeLessThan(rows);
    // The spinner needs two columns before the first line.
    for (const line of shown) expect(line.length).toBeLessThan(columns);
    if (rows < 13) expect(shown.at(-1)).toMatch(/and \d+ more/);
  });
});
