import { ValkeyServerError } from '../cache/index.js';
import { findFolderProblem } from '../process/errors.js';
import { AwsFault, fault } from '../wire/fault.js';
import { guessProtocol, protocols } from '../wire/protocols.js';
import type { ServiceModel } from '../wire/service-model.js';
import { toWireError } from '../wire/wire-error.js';
import type { WireAnswer, WireRequest } from '../wire/wire-protocol.js';
import { parseAuthorization } from './signature/verify.js';

/** What an answer to a failed request needs from the endpoint. */
export interface FailureContext {
  readonly services: readonly ServiceModel[];
  readonly log: (line: string) => void;
}

/** Finds the service that a request is signed for. */
export function findService(
  services: readonly ServiceModel[],
  request: Pick<WireRequest, 'headers'>,
): ServiceModel | undefined {
  const name = parseAuthorization(request.headers['authorization'])?.scope.service;
  return services.find(({ signingName }) => signingName === name);
}

/**
 * Writes an error in the service's protocol. An error other than `AwsFault` is logged and shown as
 * InternalFailure.
 */
export function writeFault(
  backend: FailureContext,
  request: Pick<WireRequest, 'headers' | 'path'>,
  { error, requestId }: { error: unknown; requestId: string },
): WireAnswer {
  const model = findService(backend.services, request);
  const protocol = protocols[model?.protocol ?? guessProtocol(request)];
  if (error instanceof AwsFault) {
    return protocol.writeError(toWireError(error, model), { requestId, model });
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  backend.log(`Request ${requestId} failed unexpectedly: ${text.replace(/\s*\n\s*/g, ' | ')}`);
  const failure =
    toEndpointFailure(error) ??
    fault('InternalFailure', 'An internal error occurred.', { status: 500 });
  return protocol.writeError(toWireError(failure, model), { requestId, model });
}

/**
 * Converts a failure of this machine to an error that tells the client the cause. AWS has no such error. Its
 * status 400 keeps clients from trying again.
 */
function toEndpointFailure(error: unknown): AwsFault | undefined {
  const cause = error instanceof ValkeyServerError ? error.message : findFolderProblem(error);
  if (cause === undefined) return undefined;
  const message = `The local endpoint failed: ${cause.replace(/\s+/g, ' ')}`;
  return fault('LocalEndpointFailure', message, { status: 400 });
}
