import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireError } from './wire-error.js';

/** A received request with its whole body. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** Percent-encoded, without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A request without its body. */
export type RequestHead = Omit<WireRequest, 'body'>;

/** An answer. The server adds request id, date and length. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

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
