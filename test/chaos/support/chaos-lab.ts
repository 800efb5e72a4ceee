import type { CallHook, Emulator, EmulatorOptions } from '../../../src/emulator/index.js';
import { startEmulator } from '../../../src/emulator/index.js';
import type { Cli } from '../../support/cli.js';
import { type Program, type ProgramEnd, startProgram } from './program.js';

/** Settings of a run besides those of the endpoint: `VALKEY_LAB_…`. */
export type Settings = Readonly<Record<string, string>>;

/** The built program and an endpoint of its own, which it takes for AWS. */
export interface ChaosLab extends AsyncDisposable {
  readonly emulator: Emulator;
  /** What hears of each call now; set it to disturb a run. */
  onCall: CallHook | undefined;
  /** What makes the program find the endpoint, and nothing else. */
  readonly env: Record<string, string>;
  start(args: readonly string[], settings?: Settings): Program;
  run(args: readonly string[], settings?: Settings): Promise<ProgramEnd>;
}

/** Starts an endpoint in this process; `cli` may be shared by labs. */
export async function startChaosLab(cli: Cli, options: EmulatorOptions = {}): Promise<ChaosLab> {
  const emulator = await startEmulator({
    ...options,
    onCall: (moment) => lab.onCall?.(moment),
  });
  const { accessKeyId, secretAccessKey } = emulator.credentials;
  const env = {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'us-east-1',
  };
  const start = (args: readonly string[], settings: Settings = {}) =>
    startProgram(cli, args, { ...env, ...settings });
  const lab: ChaosLab = {
    emulator,
    onCall: undefined,
    env,
    start,
    run: (args, settings) => start(args, settings).ended,
    [Symbol.asyncDispose]: () => emulator.close(),
  };
  return lab;
}
