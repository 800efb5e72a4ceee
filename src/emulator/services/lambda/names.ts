import type { Account } from '../../state/account.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { settle } from '../../state/lifecycle.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';

/** Names, partial ARNs and ARNs of functions, with an optional qualifier (Lambda's API model). */
export const FUNCTION_NAME =
  /^(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** The parts of a `FunctionName`. */
export interface FunctionReference {
  readonly name: string;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  readonly qualifier?: string | undefined;
}

/** Parses a name, a partial ARN or an ARN. Throws `InvalidParameterValueException`. */
export function parseFunctionName(text: string): FunctionReference {
  const match = FUNCTION_NAME.exec(text);
  if (!match?.[7]) {
    throw invalid(`${text} is not a valid function name or ARN.`);
  }
  return {
    name: match[7],
    region: match[3]?.slice(0, -1),
    accountId: match[5]?.slice(0, -1),
    qualifier: match[9],
  };
}

/** Builds the ARN of a function, without a qualifier. */
export function toFunctionArn(account: Account, region: string, name: string): string {
  return account.arn('lambda', region, `function:${name}`);
}

/** Finds the function of a request and settles its states. Throws `ResourceNotFoundException`. */
export function findFunction(
  functionName: string,
  qualifier: string | undefined,
  { account, clock, region, state }: OperationContext,
): LambdaFunction {
  const reference = parseFunctionName(functionName);
  const version = qualifier ?? reference.qualifier;
  const fn = state.lambda.functions.get(reference.name);
  const isHere =
    (reference.region ?? region) === region && (reference.accountId ?? account.id) === account.id;
  // The emulator has no versions and aliases, so $LATEST is the only qualifier.
  if (!fn || !isHere || (version !== undefined && version !== '$LATEST')) {
    const arn = toFunctionArn(account, reference.region ?? region, reference.name);
    throw notFound(version ? `${arn}:${version}` : arn);
  }
  settle(fn.lifecycle, clock.now());
  settle(fn.update, clock.now());
  return fn;
}

/** Throws while Lambda creates the function (AWS: functions-states; F6.2). */
export function requireCreated(fn: LambdaFunction): void {
  if (fn.lifecycle.status === 'Pending') throw wrongState(fn);
}

/** Throws while Lambda creates or deletes the function, or if its creation failed. */
export function requireUsable(fn: LambdaFunction): void {
  if (['Pending', 'Failed', 'Deleting'].includes(fn.lifecycle.status)) throw wrongState(fn);
}

function wrongState({ lifecycle: { status } }: LambdaFunction): Error {
  return conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${status}`,
  );
}

/** Throws while Lambda creates or updates the function (AWS: functions-states). */
export function requireSettled(fn: LambdaFunction): void {
  requireUsable(fn);
  requireNoUpdate(fn);
}

/** Throws while Lambda updates the function. */
export function requireNoUpdate(fn: LambdaFunction): void {
  if (fn.update.status !== 'InProgress') return;
  throw conflict(
    `The operation cannot be performed at this time. An update is in progress for resource: ${fn.arn}`,
  );
}

/** Creates AWS's 404 for a function. Its text has no full stop, as on AWS. */
function notFound(arn: string): Error {
  return fault('ResourceNotFoundException', `Function not found: ${arn}`);
}

/** Creates AWS's 409 for a function whose state forbids the call. */
export function conflict(message: string): Error {
  return fault('ResourceConflictException', message);
}

/** Creates AWS's 400 for an invalid parameter. */
export function invalid(message: string): Error {
  return fault('InvalidParameterValueException', message);
}
