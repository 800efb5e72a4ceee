import { JsonCodec2 } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { fault } from './fault.js';
import { findJsonMembers, readJsonMembers } from './json-reader.js';
import { refuseBody } from './refusal.js';
import { getInputSchema, getOutputSchema } from './schema.js';
import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireProtocol, WireRequest } from './wire-protocol.js';

/** Smithy's number for epoch seconds, the default of the JSON protocols. */
const EPOCH_SECONDS = 7;
const CONTENT_TYPE = { 'content-type': 'application/x-amz-json-1.1' };

/** awsJson1_1: the operation in `X-Amz-Target`, JSON in both directions. */
export const awsJsonProtocol: WireProtocol = {
  find(model, request) {
    const name = findTarget(model, request);
    const operation = model.operations.find((served) => served.name === name);
    if (!operation) throw fault('UnknownOperationException', '');
    return { operation, read: () => readInput(model, operation, request) };
  },

  write({ operation, output }) {
    return {
      status: 200,
      headers: CONTENT_TYPE,
      body: writeJson(getOutputSchema(operation.schema), output),
    };
  },

  writeError({ code, status, message, members }) {
    const body = JSON.stringify({ __type: code, message, ...members });
    return { status, headers: CONTENT_TYPE, body };
  },
};

/** Writes a structure as JSON with the SDK's serialiser. Returns `{}` for an operation without output. */
export function writeJson(
  schema: NormalizedSchema,
  value: object | undefined,
  isRest = false,
): Uint8Array {
  if (schema.isUnitSchema()) return Buffer.from('{}');
  const codec = new JsonCodec2({
    timestampFormat: { useTrait: true, default: EPOCH_SECONDS },
    jsonName: isRest,
  });
  const serializer = codec.createSerializer();
  serializer.write(schema, value ?? {});
  // A plain copy: `Buffer.from` would ask the SDK's byte array for its text, which prints a warning.
  return Uint8Array.from(serializer.flush());
}

/** Parses a JSON body. Returns undefined for an empty one. Throws the service's error if it is not JSON. */
export function parseJson(model: ServiceModel, body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw refuseBody(model, 'The body is not valid JSON.');
  }
}

function findTarget(model: ServiceModel, request: WireRequest): string | undefined {
  const [prefix, name, ...rest] = (request.headers['x-amz-target'] ?? '').split('.');
  return prefix === model.targetPrefix && rest.length === 0 ? name : undefined;
}

function readInput(model: ServiceModel, operation: ServedOperation, request: WireRequest): object {
  const members = findJsonMembers(getInputSchema(operation.schema), false);
  return readJsonMembers(model, members, parseJson(model, request.body) ?? {});
}
