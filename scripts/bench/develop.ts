import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

const ROOT = join(import.meta.dirname, '..', '..');
const SAVES = 5;
const PYTHON = 'def handler(event, context):\n    return event\n';

interface Subject {
  readonly name: string;
  readonly language: string;
  readonly file: string;
  readonly comment: string;
  readonly goalMs: number;
}

/** Measures how long `dev` takes from the save of a file to the reply of the new code. */
export async function measureDevelop(workspace: Workspace): Promise<Measurement[]> {
  const { home } = workspace;
  cpSync(join(ROOT, 'examples', 'node-function'), join(home, 'node'), { recursive: true });
  mkdirSync(join(home, 'python'), { recursive: true });
  writeFileSync(join(home, 'python', 'app.py'), PYTHON);
  return [
    ...(await measure(workspace, {
      name: 'node',
      language: 'Node.js',
      file: 'index.ts',
      comment: '//',
      goalMs: 1_000,
    })),
    ...(await measure(workspace, {
      name: 'python',
      language: 'Python',
      file: 'app.py',
      comment: '#',
      goalMs: 1_500,
    })),
  ];
}

async function measure({ home, env, signal }: Workspace, subject: Subject): Promise<Measurement[]> {
  const { name, language, file, comment, goalMs } = subject;
  const program = join(ROOT, 'dist', 'cli.js');
  const args = [program, 'dev', join(home, name), '--json', '--quiet'];
  const child = spawn(process.execPath, args, {
    env,
    signal,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const rounds = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await rounds.next();
    if (done || !JSON.parse(value).ok) throw new Error(`dev of the ${name} function: ${value}`);
  };
  const measurements: Measurement[] = [];
  try {
    await next();
    for (let save = 1; save <= SAVES; save++) {
      const began = performance.now();
      appendFileSync(join(home, name, file), `${comment} ${save}\n`);
      await next();
      const value = performance.now() - began;
      const what = `dev: from save to reply, ${language}`;
      measurements.push({ name: what, unit: 'ms', value, goal: { below: goalMs } });
    }
  } finally {
    // Ctrl-C ends it, and the endpoint that it started.
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGINT')) await ended;
  }
  return measurements;
}
