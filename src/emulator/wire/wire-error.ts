import { NormalizedSchema, TypeRegistry } from '@smithy/core/schema';
import type { AwsFault } from './fault.js';
import { readErrorTraits } from './schema.js';
import type { ServiceModel } from './service-model.js';

/** An error as a client sees it. */
export interface WireError {
  /** The code on the wire, from AWS's model. */
  readonly code: string;
  readonly status: number;
  readonly isServerFault: boolean;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** The schema of an error in the model. */
  readonly schema?: NormalizedSchema | undefined;
}

/** Finds wire code and HTTP status of a fault in the service's model. */
export function toWireError(fault: AwsFault, model: ServiceModel | undefined): WireError {
  const schema = model && findErrorSchema(model, fault.shape);
  const traits = schema && readErrorTraits(schema);
  const isQuery = model?.protocol === 'awsQuery';
  const status =
    fault.status ?? (isQuery ? traits?.queryStatus : undefined) ?? traits?.status ?? 400;
  return {
    code:
      fault.code ?? (isQuery ? traits?.queryCode : undefined) ?? schema?.getName() ?? fault.shape,
    status,
    isServerFault: status >= 500,
    message: fault.message,
    members: fault.members,
    schema,
  };
}

const schemasOf = new WeakMap<ServiceModel, Map<string, NormalizedSchema>>();

/** Finds the schema by shape name or by wire code. */
function findErrorSchema(model: ServiceModel, name: string): NormalizedSchema | undefined {
  let schemas = schemasOf.get(model);
  if (!schemas) {
    schemas = listErrorSchemas(model);
    schemasOf.set(model, schemas);
  }
  return schemas.get(name);
}

function listErrorSchemas(model: ServiceModel): Map<string, NormalizedSchema> {
  const schemas = new Map<string, NormalizedSchema>();
  const codes = new Map<string, NormalizedSchema>();
  TypeRegistry.for(model.namespace).find((schema) => {
    const error = NormalizedSchema.of(schema);
    const { isError, queryCode } = readErrorTraits(error);
    if (!isError) return false;
    const name = error.getName();
    if (name) schemas.set(name, error);
    if (queryCode) codes.set(queryCode, error);
    return false;
  });
  return new Map([...codes, ...schemas]);
}
