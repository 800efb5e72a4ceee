import { LabError } from '../errors.js';
import type { RunOptions } from '../session/run.js';
import { callable } from './action.js';
import type { ExplainTokenOptions, LearnOptions } from './options.js';
import type { ExplainResult, LearnResult } from './results.js';

/** Every action as a function of its options. A call loads the action's code. */

export const up = callable(async () => (await import('./up.js')).up);
export const createCache = callable(async () => (await import('./make.js')).createCache);
export const createUsers = callable(async () => (await import('./make.js')).createUsers);
export const createRole = callable(async () => (await import('./make.js')).createRole);
export const deployFunction = callable(
  async () => (await import('./deploy-function/index.js')).deployFunction,
);
export const init = callable(async () => (await import('./init.js')).init);
export const exportLab = callable(async () => (await import('./export/index.js')).exportLab);
export const dev = callable(async () => (await import('./dev/index.js')).dev);
export const invoke = callable(async () => (await import('./invoke/index.js')).invoke);
export const logs = callable(async () => (await import('./logs.js')).logs);
export const bench = callable(async () => (await import('./bench/index.js')).bench);
export const status = callable(async () => (await import('./status.js')).status);
export const doctor = callable(async () => (await import('./doctor/index.js')).doctor);
export const operatorPolicy = callable(
  async () => (await import('./doctor/index.js')).operatorPolicy,
);
export const token = callable(async () => (await import('./token.js')).token);
export const ping = callable(async () => (await import('./ping.js')).ping);
export const proxy = callable(async () => (await import('./proxy/index.js')).proxy);
export const verify = callable(async () => (await import('./verify/index.js')).verify);
export const down = callable(async () => (await import('./down/index.js')).down);
export const downAll = callable(async () => (await import('./down/all.js')).downAll);

const explainLab = callable(async () => (await import('./explain/index.js')).explainSetUpOfLab);
const explainToken = callable(async () => (await import('./explain/index.js')).explainGivenToken);

/** Explains a token if one is given, otherwise the lab's set-up. */
export const explain = ({
  token: given,
  ...options
}: Partial<ExplainTokenOptions> & RunOptions): Promise<ExplainResult> =>
  given === undefined ? explainLab(options) : explainToken({ ...options, token: given });

const learnStep = callable(async () => (await import('./learn/index.js')).learnStep);
const learnSteps = callable(async () => (await import('./learn/index.js')).learnSteps);

/** Runs one step of the lesson, or lists its steps: on the local endpoint, unless `aws` is set. */
export async function learn({
  step,
  aws = false,
  ...options
}: LearnOptions & RunOptions): Promise<LearnResult> {
  if (aws && options.local) {
    throw new LabError('CONFIG_INVALID', '--aws and --local exclude each other.');
  }
  const given = { ...options, local: !aws };
  return step === undefined ? learnSteps(given) : learnStep({ ...given, step });
}

export const localStart = callable(async () => (await import('./local.js')).localStart);
export const localStop = callable(async () => (await import('./local.js')).localStop);
export const localStatus = callable(async () => (await import('./local.js')).localStatus);
export const localReport = callable(async () => (await import('./local.js')).localReport);
export const localConsole = callable(async () => (await import('./local.js')).localConsole);
export const localEnvironment = callable(async () => (await import('./local.js')).localEnvironment);
export const localRun = callable(async () => (await import('./local-run.js')).localRun);
