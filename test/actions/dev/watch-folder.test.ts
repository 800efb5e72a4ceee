import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Changes, watchFolder } from '../../../src/actions/dev/watch-folder.js';

let folder: string;
let changes: Changes;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await write('index.ts', '0');
  changes = await watchFolder(folder, {
    others: [],
    isIgnored: (name) => name === 'ignored.txt',
  });
});
afterEach(async () => {
  await changes[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const next = () => changes.next(AbortSignal.timeout(10_000));

test('sees each change that is written as soon as the change before was seen', async () => {
  for (let round = 1; round <= 8; round++) {
    await write('index.ts', `${round}`);
    expect(await next()).toEqual(['index.ts']);
  }
});

test('names files that change together at once, without the ignored ones', async () => {
  await Promise.all(['b.ts', 'ignored.txt', 'a.ts'].map((name) => write(name, 'new')));
  expect(await next()).toEqual(['a.ts', 'b.ts']);
});

test('rejects with the reason of the abort', async () => {
  const stop = new AbortController();
  const waiting = changes.next(stop.signal);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});
