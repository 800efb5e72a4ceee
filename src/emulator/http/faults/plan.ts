import { type Clock, createClock } from '../../state/clock.js';
import { createFaultDraw, type Strike } from '../../state/fault-draw.js';
import { type CallFaultRule, type FaultRules, isCacheRule } from '../../state/faults.js';
import { type AwsFault, fault } from '../../wire/fault.js';
import type { ServiceModel } from '../../wire/service-model.js';
import { matchesName } from '../../wire/wildcards.js';

/** What the account's callers meet: the organization's policy, and the faults of single calls. */
export interface FaultPlan {
  /** The organization's policy (JSON). */
  readonly serviceControlPolicy: string | undefined;
  strike(service: string, operation: string): Strike<CallFaultRule>;
}

/** Creates the plan of the rules for calls, with all counters at zero. */
export function createFaultPlan(
  rules: FaultRules = { rules: [] },
  clock: Clock = createClock(),
): FaultPlan {
  const { seed, serviceControlPolicy: policy } = rules;
  const callRules = rules.rules.filter((rule) => !isCacheRule(rule));
  const draw = createFaultDraw(callRules, { seed, clock });
  return {
    serviceControlPolicy: policy && JSON.stringify(policy),
    strike: (service, operation) =>
      draw((rule) => matchesName(rule.service, service) && matchesName(rule.operation, operation)),
  };
}

/** Creates the error that a service answers when it is called too often. */
export function toThrottle(model: ServiceModel): AwsFault {
  if (model.protocol === 'ec2Query') {
    return fault('RequestLimitExceeded', 'Request limit exceeded.', { status: 503 });
  }
  if (model.protocol === 'restJson1') {
    return fault('TooManyRequestsException', 'Rate exceeded', {
      members: { Reason: 'CallerRateLimitExceeded' },
    });
  }
  if (model.protocol === 'awsJson1_1') return fault('ThrottlingException', 'Rate exceeded');
  return fault('Throttling', 'Rate exceeded');
}

/** Creates the error of a rule with kind `error`. */
export function toRuleFault(rule: CallFaultRule): AwsFault {
  const message = rule.message ?? 'This error comes from the faults file.';
  const options = rule.status === undefined ? {} : { status: rule.status };
  return fault(rule.code ?? 'InternalFailure', message, options);
}
