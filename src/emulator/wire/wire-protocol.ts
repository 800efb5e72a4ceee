import type { WireAnswer, WireRequest } from './http-message.js';
import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireError } from './wire-error.js';

/** The operation that a request names, and how its input is read. */
export interface FoundOperation {
  readonly operation: ServedOperation;
  /** The typed input; throws the service's error for what the model refuses. */
  read(): object;
}

/** One of AWS's protocols, driven by the models. */
export interface WireProtocol {
  /** Throws the protocol's error for an operation that the service does not have. */
  find(model: ServiceModel, request: WireRequest): FoundOperation;
  write(answer: {
    model: ServiceModel;
    operation: ServedOperation;
    output: object | undefined;
    requestId: string;
  }): WireAnswer;
  writeError(
    error: WireError,
    context: { requestId: string; model: ServiceModel | undefined },
  ): WireAnswer;
}
