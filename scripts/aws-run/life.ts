import {
  createCache,
  createRole,
  createUsers,
  deployFunction,
  doctor,
  down,
  invoke,
  LabError,
  type SessionOptions,
  up,
  verify,
} from '../../src/index.js';

/** A command of the lab's life, and how it went. */
export interface LifeStep {
  readonly command: string;
  readonly ok: boolean;
  /** The code of its error. */
  readonly code: string | null;
  readonly elapsedMs: number;
}

type Act = (options: SessionOptions) => Promise<unknown>;

/** The commands in their order. Each is safe to run after a failed one. */
const STEPS: readonly (readonly [string, Act])[] = [
  ['doctor', doctor],
  ['up', up],
  ['up again', upAgain],
  ['invoke', invoke],
  ['verify', verify],
  ['create-cache', createCache],
  ['create-users', createUsers],
  ['create-role', createRole],
  ['deploy-function', deployFunction],
];

/** Runs the lab's life. Deletes the lab in every case, also when `signal` ends the run. */
export async function runLife(
  options: SessionOptions,
  say: (text: string) => void,
): Promise<LifeStep[]> {
  const steps: LifeStep[] = [];
  const { signal, ...endless } = options;
  for (const [command, act] of STEPS) {
    if (signal?.aborted) break;
    say(`Run ${command}.`);
    steps.push(await runStep(command, () => act(options)));
  }
  say('Run down.');
  steps.push(await runStep('down', () => down(endless)));
  return steps;
}

/** A second `up` must change nothing. */
async function upAgain(options: SessionOptions): Promise<void> {
  const { resources } = await up(options);
  const changed = resources.find(({ action }) => action !== 'unchanged');
  if (changed) throw new Error(`A second up has ${changed.action} ${changed.kind}.`);
}

async function runStep(command: string, act: () => Promise<unknown>): Promise<LifeStep> {
  const startMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startMs);
  try {
    await act();
    return { command, ok: true, code: null, elapsedMs: elapsedMs() };
  } catch (error) {
    const code = error instanceof LabError ? error.code : 'UNEXPECTED';
    return { command, ok: false, code, elapsedMs: elapsedMs() };
  }
}
