import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawnGuarded } from '../../../src/emulator/process/guard.js';

const SOURCE = fileURLToPath(new URL('../../../src/emulator/process/guard.ts', import.meta.url));

/** Starts a grandchild, prints both ids, and keeps running. */
const FAMILY = `
  const { spawn } = require('node:child_process');
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(JSON.stringify([process.pid, grandchild.pid]));
  setInterval(() => {}, 1000);
`;

/** Starts a process in its own session, prints both ids, and keeps running. */
const DETACHED = (env: string) => FAMILY.replace('{ stdio', `{ detached: true, env: ${env}, stdio`);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  // Without a process that reaps orphans, a killed process stays as a zombie.
  return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}

async function waitUntilGone(pids: readonly number[]): Promise<number[]> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && pids.some(isAlive)) await delay(10);
  return pids.filter(isAlive);
}

/** Lists the ids of the guards of a process group, whose command lines end this way. */
function findGuards(groupId: number | undefined): number[] {
  const end = new RegExp(`done sh ${groupId}( |$)`);
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return lines
    .split('\n')
    .filter((line) => end.test(line))
    .map((line) => Number.parseInt(line, 10));
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let read = '';
  for await (const chunk of stream) {
    read += String(chunk);
    if (read.includes('\n')) break;
  }
  return read.slice(0, read.indexOf('\n'));
}

describe('spawnGuarded', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function runNode(script: string, env: Record<string, string> = {}, marker?: string) {
    const args = ['-e', script];
    return spawnGuarded({ command: process.execPath, args, env, cwd: folder, marker });
  }

  test('the child, its own child and the guard end when their parent is killed with SIGKILL', async () => {
    const bundle = join(folder, 'guard.mjs');
    buildSync({
      entryPoints: [SOURCE],
      outfile: bundle,
      bundle: true,
      format: 'esm',
      platform: 'node',
    });
    const parentScript = join(folder, 'parent.mjs');
    writeFileSync(
      parentScript,
      `import { spawnGuarded } from './guard.mjs';
       const start = () => spawnGuarded({ command: process.execPath, args: ['-e', ${JSON.stringify(FAMILY)}], env: {}, cwd: '/' });
       const first = start();
       const second = start(); // holds an end of the first one's pipe, if ends are inherited
       first.stdout.pipe(process.stdout);
       second.stdout.pipe(process.stdout);
       setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [parentScript], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const chunk of parent.stdout) {
      printed += String(chunk);
      if (printed.split('\n').length > 2) break;
    }
    const families = printed
      .trim()
      .split('\n')
      .map((line): number[] => JSON.parse(line));
    const guards = families.flatMap(([pid]) => findGuards(pid));
    const pids = [...families.flat(), ...guards];
    expect(pids).toHaveLength(6);
    expect(pids.every(isAlive)).toBe(true);

    parent.kill('SIGKILL');
    await once(parent, 'exit');

    expect(await waitUntilGone(pids)).toEqual([]);
  });

  test('kill ends the child, its descendants and the guard', async () => {
    const child = runNode(FAMILY);
    const pids: number[] = JSON.parse(await firstLine(child.stdout));
    const guards = findGuards(pids[0]);
    expect(guards).toHaveLength(1);

    await child.kill();

    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await waitUntilGone([...pids, ...guards])).toEqual([]);
  });

  test('the descendants end when the child ends by itself', async () => {
    const child = runNode(`${FAMILY} setTimeout(() => process.exit(3), 1);`);
    const pids: number[] = JSON.parse(await firstLine(child.stdout));

    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(await waitUntilGone(pids)).toEqual([]);
  });

  test('kill ends a process that left the group and has another environment', async () => {
    const child = runNode(DETACHED('{}'));
    const pids: number[] = JSON.parse(await firstLine(child.stdout));

    await child.kill();

    expect(await waitUntilGone(pids)).toEqual([]);
  });

  test('a process that left the group ends by its marker when the child ends by itself', async () => {
    const marker = 'a1b2c3d4e5f6';
    const script = `${DETACHED('process.env')} setTimeout(() => process.exit(3), 1);`;
    const child = runNode(script, { MARK: marker }, marker);
    const pids: number[] = JSON.parse(await firstLine(child.stdout));

    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('exited distinguishes an exit code from a signal', async () => {
    const code = runNode('process.exit(137)');
    const signal = runNode('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)');

    expect(await code.exited).toEqual({ code: 137, signal: null });
    expect(await signal.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('the environment is exactly the given one', async () => {
    const child = runNode('console.log(JSON.stringify(process.env))', {
      ONE: '1 "$x" \n',
      PATH: '/bin',
    });

    expect(JSON.parse(await text(child.stdout))).toEqual({ ONE: '1 "$x" \n', PATH: '/bin' });
  });

  test('the child has its own arguments, working directory and outputs', async () => {
    const child = spawnGuarded({
      command: process.execPath,
      args: [
        '-e',
        'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(1)])); console.error("e")',
        '$HOME',
        "it's",
        '',
      ],
      env: {},
      cwd: folder,
    });

    expect(JSON.parse(await text(child.stdout))).toEqual([folder, '$HOME', "it's", '']);
    expect(await text(child.stderr)).toBe('e\n');
  });

  test('the child has no descriptor of the guard', async () => {
    const child = runNode(
      `const { fstatSync } = require('node:fs');
       const open = [3].filter((fd) => { try { return fstatSync(fd).isFIFO() || fstatSync(fd).isSocket(); } catch { return false; } });
       console.log(JSON.stringify(open));`,
    );

    expect(JSON.parse(await text(child.stdout))).toEqual([]);
  });

  test("a command that does not exist ends with the shell's code 127", async () => {
    const child = spawnGuarded({ command: '/nowhere/at-all', args: [], env: {}, cwd: folder });

    expect(await child.exited).toEqual({ code: 127, signal: null });
  });

  test('a working directory that does not exist is an error', async () => {
    const child = spawnGuarded({
      command: '/bin/sh',
      args: [],
      env: {},
      cwd: join(folder, 'none'),
    });

    await expect(child.exited).rejects.toThrow('ENOENT');
  });
});
