import { ValkeyServerError } from './cache/index.js';
import { findFolderProblem } from './folder-error.js';
import { type AwsFault, fault } from './wire/fault.js';

/**
 * A failure of this machine, not of the request: the client hears the cause. AWS has no such error; its status says
 * that nothing gets better by trying again.
 */
export function toEndpointFailure(error: unknown): AwsFault | undefined {
  const cause = error instanceof ValkeyServerError ? error.message : findFolderProblem(error);
  if (cause === undefined) return undefined;
  const message = `The local endpoint failed: ${cause.replace(/\s+/g, ' ')}`;
  return fault('LocalEndpointFailure', message, { status: 400 });
}
