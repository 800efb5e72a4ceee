import type * as api from '@aws-sdk/client-lambda';
import { UNZIPPED_LIMIT_BYTES } from '../../functions/code/zip-archive.js';
import { CONCURRENCY_LIMIT } from '../../functions/concurrency.js';
import type { LambdaState } from '../../state/lambda.js';
import type { OperationContext } from '../../wire/operation.js';
import { findFunction, invalid } from './names.js';

/** Concurrency that must stay unreserved for all other functions (AWS: configuration-concurrency). */
const MINIMUM_UNRESERVED = 100;

/** Returns AWS's default limits and the account's usage. */
export function getAccountSettings(
  _input: api.GetAccountSettingsRequest,
  { state }: OperationContext,
): api.GetAccountSettingsResponse {
  const functions = [...state.lambda.functions.values()];
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: UNZIPPED_LIMIT_BYTES,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: CONCURRENCY_LIMIT,
      UnreservedConcurrentExecutions: CONCURRENCY_LIMIT - countReserved(state.lambda),
    },
    AccountUsage: {
      TotalCodeSize: functions.reduce((sum, { zip }) => sum + zip.byteLength, 0),
      FunctionCount: functions.length,
    },
  };
}

/** Reserves a part of the account's concurrency for a function. 0 stops the function. */
export function putFunctionConcurrency(
  input: api.PutFunctionConcurrencyRequest,
  context: OperationContext,
): api.Concurrency {
  const fn = findFunction(input.FunctionName ?? '', undefined, context);
  const wanted = input.ReservedConcurrentExecutions ?? 0;
  const others = countReserved(context.state.lambda) - (fn.reservedConcurrency ?? 0);
  if (CONCURRENCY_LIMIT - others - wanted < MINIMUM_UNRESERVED) {
    throw invalid(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MINIMUM_UNRESERVED}].`,
    );
  }
  fn.reservedConcurrency = wanted;
  return { ReservedConcurrentExecutions: wanted };
}

/** Returns the reserved concurrency of a function, if any. */
export function getFunctionConcurrency(
  input: api.GetFunctionConcurrencyRequest,
  context: OperationContext,
): api.GetFunctionConcurrencyResponse {
  const fn = findFunction(input.FunctionName ?? '', undefined, context);
  return { ReservedConcurrentExecutions: fn.reservedConcurrency };
}

/** Removes the reserved concurrency of a function. */
export function deleteFunctionConcurrency(
  input: api.DeleteFunctionConcurrencyRequest,
  context: OperationContext,
): undefined {
  const fn = findFunction(input.FunctionName ?? '', undefined, context);
  fn.reservedConcurrency = undefined;
}

function countReserved({ functions }: LambdaState): number {
  return [...functions.values()].reduce((sum, fn) => sum + (fn.reservedConcurrency ?? 0), 0);
}
