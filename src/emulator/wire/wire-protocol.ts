import type { WireAnswer, WireRequest } from './http-message.js';
import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireError } from './wire-error.js';

/** The operation that a request names, and the reader of its input. */
export interface FoundOperation {
  readonly operation: ServedOperation;
  /** Reads the typed input. Throws the service's error for input that the model refuses. */
  read(): object;
}

/** One of AWS's protocols, driven by the models. */
export interface WireProtocol {
  /** Throws the protocol's error if the service lacks the operation. */
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
