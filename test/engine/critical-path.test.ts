import { describe, expect, test } from 'vitest';
import { type CriticalStretch, findCriticalPath } from '../../src/engine/critical-path.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import type { ProgressEvent, ResourceId } from '../../src/engine/events.js';
import { createTimeline, type Timeline } from '../../src/engine/timeline.js';
import { blueprint } from '../../src/resources/index.js';
import { startLab } from '../support/lab.js';

const resource = (name: string): ResourceId => ({ kind: 'role', name });
const created = (name: string): ProgressEvent => {
  const seen = { arn: null, owned: true, owner: null, state: 'present', elapsedMs: 0 };
  return { type: 'finished', report: { ...resource(name), ...seen, action: 'created' } };
};

/** Creates the timeline of a run with invented resources and its own clock. */
function record(script: (run: ReturnType<typeof createRun>) => void): Timeline {
  const run = createRun();
  script(run);
  return run.timeline.read();
}

function createRun() {
  let now = 0;
  const timeline = createTimeline(() => now);
  return {
    timeline,
    at(ms: number) {
      now = ms;
    },
    plan: (needs: Record<string, string[]>) =>
      timeline.note({
        type: 'planned',
        resources: Object.entries(needs).map(([name, after]) => ({
          resource: resource(name),
          after: after.map(resource),
        })),
      }),
    start: (name: string) =>
      timeline.note({ type: 'started', resource: resource(name), doing: 'ensure' }),
    wait: (name: string, status: string, other?: string) =>
      timeline.note({
        ...{ type: 'waiting', resource: resource(name), status, elapsedMs: 0 },
        ...(other !== undefined && { for: resource(other) }),
      }),
    end: (name: string) => timeline.note(created(name)),
  };
}

const names = (path: readonly CriticalStretch[]) =>
  path.map(({ resource: found, fromMs, toMs }) => [found?.name ?? 'reading', fromMs, toMs]);

describe('findCriticalPath', () => {
  test('knows the order of resources even if their calls came before the planned event', () => {
    const timeline = record(({ at, plan: planned, start, end, timeline: { noteCall } }) => {
      const call = { service: 'IAM', operation: 'GetRole', status: 200, startedAtMs: 0 };
      const about = { requestId: null, resource: resource('b') };
      noteCall({ ...call, ...about, elapsedMs: 0, attempts: 1 });
      planned({ a: [], b: ['a'] });
      start('a');
      at(30);
      end('a');
      start('b');
      at(40);
      end('b');
    });
    expect(names(findCriticalPath(timeline))).toEqual([
      ['a', 0, 30],
      ['b', 30, 40],
    ]);
  });

  test('steps back from the last end to what each resource waited for', () => {
    const timeline = record(({ at, plan: planned, start, end }) => {
      planned({ a: [], b: [], c: ['a', 'b'], d: [] });
      at(10);
      start('a');
      start('b');
      start('d');
      at(20);
      end('a');
      at(50);
      end('b');
      start('c');
      at(60);
      end('d');
      at(90);
      end('c');
    });
    expect(names(findCriticalPath(timeline))).toEqual([
      ['reading', 0, 10],
      ['b', 10, 50],
      ['c', 50, 90],
    ]);
  });

  test('continues with the resource that a running one waited for, and names its waits', () => {
    const timeline = record(({ at, plan: planned, start, wait, end }) => {
      planned({ cache: [], function: [] });
      start('cache');
      start('function');
      wait('cache', 'creating');
      at(5);
      wait('function', 'pending');
      at(30);
      wait('function', 'waiting for role cache', 'cache');
      at(100);
      end('cache');
      wait('function', 'updating');
      at(120);
      end('function');
    });
    const path = findCriticalPath(timeline);
    expect(names(path)).toEqual([
      ['cache', 0, 100],
      ['function', 100, 120],
    ]);
    expect(path.map(({ waits }) => waits)).toEqual([
      [{ status: 'creating', ms: 100 }],
      [{ status: 'updating', ms: 20 }],
    ]);
  });

  test('is empty if no resource was started, and ends at the failure of a failed run', () => {
    expect(findCriticalPath(record(() => {}))).toEqual([]);
    const timeline = record(({ at, plan: planned, start, timeline: { note } }) => {
      planned({ a: [], b: ['a'] });
      start('a');
      at(30);
      note({ type: 'failed', resource: resource('a'), message: 'no' });
      at(40);
    });
    expect(names(findCriticalPath(timeline))).toEqual([['a', 0, 30]]);
  });

  test('consists of users, group, cache and function update for up at AWS’s pace, without gaps', async () => {
    await using lab = await startLab({ pace: 'real' });
    const timeline = createTimeline(() => lab.emulator.clock.now());
    const report = timeline.note;
    await ensureAll(
      blueprint,
      blueprint.resources.map(({ name }) => name),
      { ...lab.ctx, report },
    );
    const up = findCriticalPath(timeline.read());
    const kinds = up.map(({ resource: found }) => found?.kind).filter(Boolean);
    expect(kinds).toEqual(['user', 'user-group', 'serverless-cache', 'function']);
    for (const [index, { fromMs }] of up.entries()) expect(fromMs).toBe(up[index - 1]?.toMs ?? 0);
    expect(up.at(-2)?.waits[0]?.status).toBe('creating');

    const down = createTimeline(() => lab.emulator.clock.now());
    await destroyAll(blueprint.resources, { ...lab.ctx, report: down.note });
    const ended = down.read();
    const last = findCriticalPath(ended);
    expect(last.map(({ resource: found }) => found?.kind)).toContain('network-interface');
    expect(last.at(-1)?.toMs).toBe(Math.max(...ended.resources.map(({ toMs }) => toMs ?? 0)));
  });
});
