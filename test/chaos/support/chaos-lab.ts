import type { CallHook, Emulator, EmulatorOptions } from '../../../src/emulator/index.js';
import { startEmulator } from '../../../src/emulator/index.js';
import { ageResources } from '../../support/age.js';
import type { Cli } from '../../support/cli.js';
import { type Program, type ProgramEnd, startProgram } from './program.js';

/** Environment variables of a run in addition to those of the endpoint, such as `VALKEY_LAB_…`. */
export type Settings = Readonly<Record<string, string>>;

/** The built program, and an emulator that it uses as AWS. */
export interface ChaosLab extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Called for each API call. Set it to disturb a run. */
  onCall: CallHook | undefined;
  /** Only the variables that direct the program to the endpoint. */
  readonly env: Record<string, string>;
  start(args: readonly string[], settings?: Settings): Program;
  run(args: readonly string[], settings?: Settings): Promise<ProgramEnd>;
}

/** Starts an emulator in this process. Labs may share `cli`. */
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
  const start = (args: readonly string[], settings: Settings = {}) => {
    // Under assumptions, the age of the lab decides how long the program looks.
    if (!options.assume) ageResources(emulator);
    return startProgram(cli, args, { ...env, ...settings });
  };
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
