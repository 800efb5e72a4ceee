import { type AccessQuestion, toResourceKey } from '../resource-arn.js';
import { toAssumedError } from './errors.js';
import type { History } from './history.js';
import { runInPages } from './pages.js';
import { hasLaggingReads, isRead, runRead } from './reads.js';
import { showStatuses } from './statuses.js';
import { hideNewTags, refuseNewTags } from './tags.js';

/** Operations that create a resource with its tags. */
const CREATES = /^Create(ServerlessCache|User|UserGroup|Role|Policy|Function|LogGroup)$/;

/** Runs an operation, and answers as AWS may answer any operation under the assumptions in force. */
export async function runAssumed(
  call: AccessQuestion,
  history: History,
): Promise<object | undefined> {
  try {
    const run = isRead(call.operation) ? runAsRead : runAsChange;
    return showStatuses(call, await run(call, history), history);
  } catch (error) {
    throw toAssumedError(call, error);
  }
}

async function runAsRead(call: AccessQuestion, history: History): Promise<object | undefined> {
  refuseNewTags(call, history);
  const output = await runInPages(call, (paged) => runRead(paged, history));
  return hideNewTags(call, output, history);
}

async function runAsChange(call: AccessQuestion, history: History): Promise<object | undefined> {
  const { operation, input, context } = call;
  if (hasLaggingReads(context)) history.keep(context);
  const output = await operation.run(input, context);
  history.touch(toResourceKey(call), CREATES.test(operation.name) ? 'created' : 'changed', context);
  return output;
}
