import { addLinkedRole, findLinkedRole } from '../../state/service-linked-role.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';

/** Wraps a create operation, which needs ElastiCache's service-linked role (F7.7). */
export function linked<I, O>(
  run: (input: I, context: OperationContext) => O,
): (input: I, context: OperationContext) => O {
  return (input, context) => {
    requireLinkedRole(context);
    return run(input, context);
  };
}

function requireLinkedRole({ aws, account, region, clock, pace }: OperationContext): void {
  if (aws.assumes('service-linked-role', 'exists')) return;
  const nowMs = clock.now();
  const role = findLinkedRole(aws.iam) ?? addLinkedRole(aws.iam, { account, region, nowMs });
  if (nowMs - role.createdAtMs >= pace.lagMs) return;
  throw fault(
    'ServiceLinkedRoleNotFoundFault',
    'The service linked role needed for this operation does not exist or is not ready.',
  );
}
