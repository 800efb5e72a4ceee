import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogFile, limitLines } from '../../../../src/emulator/process/log-lines.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the log file of the endpoint', () => {
  test('is readable only by its owner, and has a time on each line', () => {
    const path = join(folder, 'endpoint.log');
    const log = createLogFile(path);

    log.write('one');
    log.close();
    log.write('two');

    expect(readFileSync(path, 'utf8')).toMatch(/^\d{4}-\S+Z one\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps its size, with the latest lines complete', () => {
    const path = join(folder, 'endpoint.log');
    const log = createLogFile(path, 4_096);

    for (let i = 0; i < 2_000; i += 1) log.write(`line ${i}`);
    log.close();

    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(statSync(path).size).toBeLessThanOrEqual(4_096);
    expect(lines[0]).toBe('Earlier lines were dropped: the log has a limit.');
    expect(lines.at(-1)).toMatch(/Z line 1999$/);
    const numbers = lines.slice(1).map((line) => Number(/Z line (\d+)$/.exec(line)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => 2_000 - numbers.length + index));
  });

  test('never replaces an existing file, and does not follow a link', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, join(folder, 'link'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'loose'));

    for (const name of ['victim', 'link', 'loose']) {
      expect(() => createLogFile(join(folder, name))).toThrow('it exists already');
    }
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });
});

describe('the limit of lines', () => {
  test('passes on 100 lines per second, and reports how many more there were', () => {
    let nowMs = 0;
    const written: string[] = [];
    const write = limitLines(
      (line) => written.push(line),
      () => nowMs,
    );

    for (let i = 0; i < 5_000; i += 1) write(`line ${i}`);
    expect(written).toHaveLength(100);
    nowMs = 1_000;
    write('later');

    expect(written.slice(100)).toEqual(['4900 more lines in that second were left out.', 'later']);
  });
});
