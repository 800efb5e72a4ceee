import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from '../state/account.js';
import type { Clock } from '../state/clock.js';
import { type Credential, toCallerArn } from '../state/credentials.js';
import { releaseNetworkInterfaces } from '../state/network-interfaces.js';
import type { Pace } from '../state/pace.js';
import type { CachePort, FunctionRunner } from '../state/ports.js';
import type { AwsState } from '../state/state.js';
import { type AwsFault, fault } from '../wire/fault.js';
import type { OperationContext } from '../wire/operation.js';
import { guessProtocol, protocols } from '../wire/protocols.js';
import type { ServiceModel } from '../wire/service-model.js';
import { validateInput } from '../wire/validate.js';
import type {
  FoundOperation,
  RequestHead,
  WireAnswer,
  WireRequest,
} from '../wire/wire-protocol.js';
import { assertAllowed, denyByRule } from './access.js';
import { ADMIN_SIGNING_NAME, type AdminActions, answerAdmin } from './admin.js';
import type { History } from './assumed/history.js';
import { runAssumed } from './assumed/run.js';
import { addUnknownMembers } from './assumed/unknown-members.js';
import type { CallHook, CallLog, WatchedCall } from './calls.js';
import { findService, writeFault } from './failure.js';
import { type FaultPlan, toRuleFault, toThrottle } from './faults/plan.js';
import { toSignatureFault } from './signature/fault.js';
import { parseAuthorization, verifyHead, verifySignature } from './signature/verify.js';

/** Everything that a request may use. */
export interface Backend {
  readonly services: readonly ServiceModel[];
  readonly aws: AwsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly cachePort: CachePort;
  readonly functions: FunctionRunner;
  readonly faults: FaultPlan;
  readonly calls: CallLog;
  /** What changed lately, for reads that lag. */
  readonly history: History;
  readonly onCall?: CallHook | undefined;
  /** Receives each recorded call. */
  readonly onRecord?: ((call: WatchedCall) => void) | undefined;
  readonly admin: AdminActions;
  readonly log: (line: string) => void;
}

/** What the HTTP server must do with a request. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly answer: WireAnswer;
      readonly afterwards?: (() => void) | undefined;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

/** Returns the signature error that a request's head already shows, if any. */
export function findSignatureProblem(backend: Backend, head: RequestHead): AwsFault | undefined {
  const { aws, clock, services } = backend;
  const verified = verifyHead(head, { credentials: aws.credentials, nowMs: clock.now() });
  if (verified.ok) return undefined;
  return toSignatureFault(findService(services, head)?.protocol ?? guessProtocol(head), verified);
}

/**
 * Answers one request: checks signature, operation, faults, permission and input, then runs the operation.
 * Never rejects.
 */
export async function answerRequest(
  backend: Backend,
  request: WireRequest,
  requestId: string,
): Promise<Reply> {
  const { aws, clock, services } = backend;
  const model = findService(services, request);
  try {
    const verified = verifySignature(request, {
      credentials: aws.credentials,
      nowMs: clock.now(),
    });
    if (!verified.ok) {
      throw toSignatureFault(model?.protocol ?? guessProtocol(request), verified);
    }
    const scope = parseAuthorization(request.headers['authorization'])?.scope;
    if (scope?.service === ADMIN_SIGNING_NAME) {
      return { kind: 'answer', ...answerAdmin(request, verified.credential, backend.admin) };
    }
    if (!model || !scope) throw toUnknownService(request, scope?.service ?? '');
    const found = protocols[model.protocol].find(model, request);
    const context = createContext(backend, {
      region: scope.region,
      caller: verified.credential,
      requestId,
    });
    return await answerCall(backend, { model, found, context, request });
  } catch (error) {
    return { kind: 'answer', answer: writeFault(backend, request, { error, requestId }) };
  }
}

interface Call {
  readonly model: ServiceModel;
  readonly found: FoundOperation;
  readonly context: OperationContext;
  readonly request: WireRequest;
}

/** Applies the fault rules to one call, runs it, and records it. */
async function answerCall(backend: Backend, call: Call): Promise<Reply> {
  const { model, found, context, request } = call;
  const atMs = context.clock.now();
  const name = { service: model.serviceId, operation: found.operation.name };
  const { delayMs, rule } = backend.faults.strike(name.service, name.operation);
  const struck = rule?.kind ?? (delayMs > 0 ? 'delay' : undefined);
  const began = performance.now();
  const record = (status: number) => {
    const call = { ...name, status, atMs, ...(struck && { fault: struck }) };
    backend.calls.add(call);
    const { region, requestId } = context;
    const caller = toCallerArn(context.caller.principal, context);
    const elapsedMs = performance.now() - began;
    backend.onRecord?.({ ...call, region, requestId, caller, elapsedMs });
  };
  // Without `ref`, a delayed answer does not keep the process running.
  if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
  const isLate = rule?.when === 'after';
  const strike = () => {
    if (rule?.kind === 'throttle') throw toThrottle(model);
    if (rule?.kind === 'error') throw toRuleFault(rule);
    if (rule?.kind !== 'deny') return;
    const { operation } = found;
    throw denyByRule({ model, operation, input: found.read(), context });
  };
  const leaveUnanswered = (kind: 'hang' | 'reset'): Reply => {
    record(0);
    return { kind };
  };
  if (rule?.kind === 'hang' || (rule?.kind === 'reset' && !isLate)) {
    return leaveUnanswered(rule.kind);
  }
  let answer: WireAnswer;
  try {
    if (!isLate) strike();
    const before = await backend.onCall?.({ ...name, phase: 'before' });
    if (before === 'drop') return leaveUnanswered('reset');
    answer = await runOperation(backend, call);
    const after = await backend.onCall?.({ ...name, phase: 'after' });
    if (after === 'drop') return leaveUnanswered('reset');
    if (isLate) strike();
  } catch (error) {
    answer = writeFault(backend, request, { error, requestId: context.requestId });
  }
  if (rule?.kind === 'reset') return leaveUnanswered('reset');
  record(answer.status);
  return { kind: 'answer', answer };
}

async function runOperation(backend: Backend, { model, found, context }: Call) {
  const { operation } = found;
  const input = found.read();
  assertAllowed({ model, operation, input, context });
  validateInput(model, operation, input);
  // Releases interfaces in time: a role that is deleted later must not strand an interface that was already
  // free.
  releaseNetworkInterfaces(backend);
  const call = { model, operation, input, context };
  const output = await runAssumed(call, backend.history);
  const { requestId } = context;
  const answer = protocols[model.protocol].write({ model, operation, output, requestId });
  return addUnknownMembers(answer, call);
}

function createContext(
  backend: Backend,
  { region, caller, requestId }: { region: string; caller: Credential; requestId: string },
): OperationContext {
  const { account, aws, clock, pace, cachePort, functions, faults } = backend;
  const state = aws.region(region);
  const { serviceControlPolicy } = faults;
  const call = { region, caller, requestId, serviceControlPolicy };
  return { ...call, account, aws, state, clock, pace, cachePort, functions };
}

function toUnknownService(request: WireRequest, name: string): AwsFault {
  const message = `The local endpoint does not serve the service ${name}.`;
  const protocol = guessProtocol(request);
  if (protocol === 'restJson1') {
    return fault('UnknownOperationException', message, { status: 404 });
  }
  return fault(protocol === 'awsQuery' ? 'InvalidAction' : 'UnknownOperationException', message);
}
