import { isAwsError } from '../../aws/errors.js';
import { type Invocation, toErrorType } from '../../aws/invoke.js';
import { realTime } from '../../aws/time.js';
import { toPollIntervalMs, type Waiter } from '../../aws/wait.js';
import { TOKEN_REFUSED_ERROR_TYPE } from '../../iam-auth/index.js';

/** AWS applies a new policy or role within two minutes (F4.7, F6.3). */
const READY_WITHIN_MS = 120_000;
/** The name, the network and the login of a new cache may take a while to work (F1.14). */
const REACHABLE_WITHIN_MS = 180_000;

/** Finds when the newer one of function and cache was created. */
export interface Ages {
  readonly findNewestMs: () => Promise<number>;
}

export interface Patience {
  /** AWS's times are multiplied by this. */
  readonly slowness: number;
  /** Called once, after the first refusal. Throws if waiting cannot help. */
  refuseBroken(): Promise<void>;
}

/**
 * Invokes until the cache accepts the role's token and Lambda is ready for the function, for at most two minutes.
 * A new policy may be the reason for a refused token, if the set-up is intact. In the first three minutes of the cache or the
 * function, a cache that cannot be reached is tried again, too. Returns or throws any other failure at once.
 */
export async function invokeUntilReady(
  waiter: Waiter,
  { slowness, refuseBroken, findNewestMs }: Patience & Ages,
  invoke: () => Promise<Invocation>,
): Promise<Invocation> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  let isChecked = false;
  let newestMs: number | undefined;
  for (;;) {
    const { invocation, error, ...attempted } = await attempt(invoke);
    if (attempted.status !== undefined && !isChecked) {
      isChecked = true;
      await refuseBroken();
    }
    const elapsedMs = Math.round(time.now() - started);
    let status = elapsedMs < READY_WITHIN_MS * slowness ? attempted.status : undefined;
    if (invocation && isNotReached(invocation)) {
      newestMs ??= await findNewestMs();
      if (time.now() - newestMs < REACHABLE_WITHIN_MS * slowness)
        status = 'the new cache is not reachable yet';
    }
    if (status === undefined) {
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

/** Failures on the way to a cache, which a new cache or function can have for a while. */
const NOT_REACHED: readonly string[] = [
  'IamAuth.HostNotFound',
  'IamAuth.Unreachable',
  'IamAuth.ConnectionLost',
  'IamAuth.UnexpectedReply',
  'IamAuth.Unavailable',
];

function isNotReached({ functionError, payload }: Invocation): boolean {
  return functionError !== null && NOT_REACHED.includes(toErrorType(payload) ?? '');
}

/** Whether Lambda refused the call because the function's network, role or state is not ready (F6.2, F6.10, F6.13, F6.18). */
function isPassing(error: unknown): boolean {
  if (isAwsError(error, 'ResourceConflictException')) {
    return !/following state: (Failed|Deleting)/.test((error as Error).message);
  }
  return isAwsError(
    error,
    'ResourceNotReadyException',
    'ENINotReadyException',
    'EC2AccessDeniedException',
    'EC2ThrottledException',
    'EC2UnexpectedException',
  );
}
