import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointRecord } from '../../src/emulator/index.js';
import { type Cli, createCli } from './cli.js';

/** The built program with its local endpoint, and a temporary folder that shows everything that the endpoint creates. */
export interface LocalCli extends Cli {
  /** Returns the names of endpoints' working folders in the temporary folder. */
  folders(): string[];
  /** Reads the record that the endpoint writes for later commands. */
  record(): EndpointRecord;
  recordFile: string;
  /** Runs a command with --json and returns its document. Throws unless the exit code is 0. */
  ask<T = LocalDocument>(...args: readonly string[]): Promise<T>;
}

/** The document of `local start` and `local status`. */
export interface LocalDocument {
  readonly running: boolean;
  readonly pid: number | null;
  readonly endpoint: string | null;
  readonly caFile: string | null;
  readonly startedBy: string | null;
  readonly empty: boolean | null;
}

/** Creates a program with a home and a temporary folder. Disposing stops its endpoint. */
export function createLocalCli(): LocalCli {
  const cli = createCli();
  // The name is short, because the path of a unix socket has at most 103 bytes.
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
