import { isAwsError } from '../../aws/errors.js';
import { type Invocation, toErrorType } from '../../aws/invoke.js';
import { realTime } from '../../aws/time.js';
import { toPollIntervalMs, type Waiter } from '../../aws/wait.js';
import { TOKEN_REFUSED_ERROR_TYPE } from '../../iam-auth/index.js';

/** AWS applies a new policy or role within two minutes (F4.7, F6.3). */
const READY_WITHIN_MS = 120_000;

export interface Patience {
  /** AWS's times are multiplied by this. */
  readonly slowness: number;
  /** Called once, after the first refusal. Throws if waiting cannot help. */
  refuseBroken(): Promise<void>;
}

/**
 * Invokes until the cache accepts the role's token and Lambda is ready for the function, for at most two minutes.
 * A new policy may be the reason for a refused token, if the set-up is intact. Returns or throws any other failure at
 * once.
 */
export async function invokeUntilReady(
  waiter: Waiter,
  { slowness, refuseBroken }: Patience,
  invoke: () => Promise<Invocation>,
): Promise<Invocation> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  let isChecked = false;
  for (;;) {
    const { invocation, error, status } = await attempt(invoke);
    if (status !== undefined && !isChecked) {
      isChecked = true;
      await refuseBroken();
    }
    const elapsedMs = Math.round(time.now() - started);
    if (status === undefined || elapsedMs >= READY_WITHIN_MS * slowness) {
      if (invocation) return invocation;
      throw error;
    }
    waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
    await time.sleep(Math.max(toPollIntervalMs(elapsedMs), 500), waiter.signal);
  }
}

interface Attempt {
  readonly invocation?: Invocation;
  readonly error?: unknown;
  /** The reason to try again; undefined if another attempt would not help. */
  readonly status?: string | undefined;
}

async function attempt(invoke: () => Promise<Invocation>): Promise<Attempt> {
  try {
    const invocation = await invoke();
    const isRefused =
      invocation.functionError !== null &&
      toErrorType(invocation.payload) === TOKEN_REFUSED_ERROR_TYPE;
    return { invocation, status: isRefused ? 'the cache does not accept its role yet' : undefined };
  } catch (error) {
    return { error, status: isPassing(error) ? 'Lambda is not ready for it yet' : undefined };
  }
}

/** Whether Lambda refused the call because the function's network, role or state is not ready (F6.2, F6.10, F6.13). */
function isPassing(error: unknown): boolean {
  if (isAwsError(error, 'ResourceConflictException')) {
    return !/following state: (Failed|Deleting)/.test((error as Error).message);
  }
  return isAwsError(
    error,
    'ResourceNotReadyException',
    'EC2AccessDeniedException',
    'EC2ThrottledException',
    'EC2UnexpectedException',
  );
}
