import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointRecord } from '../../src/emulator/index.js';
import { type Cli, createCli } from './cli.js';

/** The built program, its local endpoint, and a temp folder in which everything that the endpoint makes is seen. */
export interface LocalCli extends Cli {
  /** Names in the temp folder: an endpoint's working folder each. */
  folders(): string[];
  /** What the endpoint wrote for the commands to come. */
  record(): EndpointRecord;
  recordFile: string;
  /** Runs with --json, expects exit code 0. */
  ask<T = LocalDocument>(...args: readonly string[]): Promise<T>;
}

/** What `local start` and `local status` say. */
export interface LocalDocument {
  readonly running: boolean;
  readonly pid: number | null;
  readonly endpoint: string | null;
  readonly caFile: string | null;
  readonly startedBy: string | null;
  readonly empty: boolean | null;
}

/** Disposing stops the endpoint. */
export function createLocalCli(): LocalCli {
  const cli = createCli();
  // Short: the path of a unix socket ends at 103 bytes.
  const temp = join(cli.home, 't');
  mkdirSync(temp);
  const run: Cli['run'] = (args, env = {}, input) => cli.run(args, { TMPDIR: temp, ...env }, input);
  const recordFile = join(cli.localDir, 'endpoint.json');
  return {
    ...cli,
    run,
    start: (args, env = {}) => cli.start(args, { TMPDIR: temp, ...env }),
    folders: () => readdirSync(temp).filter((name) => name.startsWith('valkey-lab-')),
    recordFile,
    record: () => JSON.parse(readFileSync(recordFile, 'utf8')) as EndpointRecord,
    async ask<T>(...args: readonly string[]) {
      const { exitCode, stdout, stderr, json } = await run([...args, '--json']);
      if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${exitCode}\n${stdout}${stderr}`);
      return json<T>();
    },
  };
}
