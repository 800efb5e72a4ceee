import { isAwsError } from '../../aws/errors.js';
import { type Invocation, toErrorType } from '../../aws/invoke.js';
import { realTime } from '../../aws/time.js';
import { toPollIntervalMs, type Waiter } from '../../aws/wait.js';
import { TOKEN_REFUSED_ERROR_TYPE } from '../../iam-auth/index.js';

/** A policy or role that was just made is seen within two minutes (AWS-FACTS sections 4 and 6). */
const READY_WITHIN_MS = 120_000;

/**
 * Invokes again while the cache refuses the role's token, which a new policy explains, or while Lambda is
 * not ready for the function; any other failure is given or thrown at once, and so is the last one.
 */
export async function invokeUntilReady(
  waiter: Waiter,
  invoke: () => Promise<Invocation>,
): Promise<Invocation> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  for (;;) {
    const { invocation, error, status } = await attempt(invoke);
    const elapsedMs = Math.round(time.now() - started);
    if (status === undefined || elapsedMs >= READY_WITHIN_MS) {
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
  /** What it waits for, if it is worth trying again. */
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

/** Lambda's refusals before the function ran: its network, its role or its state are still in the making. */
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
