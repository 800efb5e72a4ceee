import type { LambdaFunction } from '../../state/lambda.js';
import { begin, settle } from '../../state/lifecycle.js';
import type { OperationContext } from '../../wire/operation.js';
import type { ServedOperation } from '../../wire/service-model.js';
import { attachInterfaces, detachInterfaces } from './network.js';
import { requireExecutionRole } from './role.js';

/** Lambda deletes the network interfaces of a function after this idle time (AWS: configuration-vpc; F6.10). */
const IDLE_AFTER_MS = 14 * 24 * 3_600_000;

/** Wraps an operation: before it runs, functions that were idle for too long become `Inactive` (F6.10). */
export function withIdleFunctions(operation: ServedOperation): ServedOperation {
  return {
    ...operation,
    run(input, context) {
      for (const fn of context.state.lambda.functions.values()) reclaimIfIdle(fn, context);
      return operation.run(input, context);
    },
  };
}

function reclaimIfIdle(fn: LambdaFunction, context: OperationContext): void {
  const nowMs = context.clock.now();
  const usedAtMs = Math.max(fn.usedAtMs ?? 0, fn.modifiedAtMs);
  if (!fn.vpcId || nowMs - usedAtMs < IDLE_AFTER_MS) return;
  if (settle(fn.update, nowMs) === 'InProgress' || settle(fn.lifecycle, nowMs) !== 'Active') return;
  fn.lifecycle.status = 'Inactive';
  fn.stateReason = { code: 'Idle', text: 'The function is idle.' };
  detachInterfaces(fn, context);
  const { networkInterfaces } = context.state.ec2;
  for (const [id, { functionArns }] of networkInterfaces) {
    if (functionArns.size === 0) networkInterfaces.delete(id);
  }
}

/**
 * Creates the network interfaces of an `Inactive` function again. It is `Pending` until they exist (AWS:
 * functions-states).
 */
export function wake(fn: LambdaFunction, context: OperationContext): void {
  const role = requireExecutionRole(fn.roleArn, context);
  attachInterfaces(fn, role.name, context);
  fn.stateReason = undefined;
  fn.usedAtMs = context.clock.now();
  begin(fn.lifecycle, 'Pending', {
    to: 'Active',
    atMs: context.clock.now() + context.pace.functionCreateMs,
  });
}
