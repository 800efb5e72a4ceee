import { isStaticSchema, NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

/**
 * The SDK's schemas are tuples. Only this file knows their positions, which are not part of the SDK's
 * documented interface. For this reason, package.json pins one version of @smithy/core.
 */
const NAMESPACE = 1;
const NAME = 2;
const TRAITS = 3;
const INPUT = 4;
const OUTPUT = 5;
const MEMBER_NAMES = 4;
const MEMBER_SCHEMAS = 5;
const REQUIRED_COUNT = 6;
/** The schema of a string without traits. */
const STRING = 0;

/** Returns the namespace in which the SDK registered the operation (`com.amazonaws.elasticache`). */
export function getNamespace(operation: StaticOperationSchema): string {
  return operation[NAMESPACE];
}

/** Returns the name of an operation (`CreateUser`). */
export function getOperationName(operation: StaticOperationSchema): string {
  return operation[NAME];
}

/** Returns the schema of an operation's input. */
export function getInputSchema(operation: StaticOperationSchema): NormalizedSchema {
  return NormalizedSchema.of(operation[INPUT]);
}

/** Returns the schema of an operation's output. */
export function getOutputSchema(operation: StaticOperationSchema): NormalizedSchema {
  return NormalizedSchema.of(operation[OUTPUT]);
}

/** Method, path template and status of an operation's `http` trait. */
export interface HttpTrait {
  readonly method: string;
  readonly template: string;
  readonly status: number;
}

/** Reads the `http` trait of an operation. Returns undefined for a protocol without paths. */
export function findHttpTrait(operation: StaticOperationSchema): HttpTrait | undefined {
  const traits = operation[TRAITS];
  if (typeof traits !== 'object' || !traits.http) return undefined;
  const [method, path, status] = traits.http;
  return { method, template: path.split('?')[0] ?? '', status };
}

/** Traits of an error: its HTTP status, and code and status in query protocols. */
export interface ErrorTraits {
  readonly isError: boolean;
  readonly status: number | undefined;
  readonly queryCode: string | undefined;
  readonly queryStatus: number | undefined;
}

/** Reads the traits of an error shape. `isError` is false for other structures. */
export function readErrorTraits(schema: NormalizedSchema): ErrorTraits {
  const { error, httpError, awsQueryError } = schema.getMergedTraits();
  const [queryCode, queryStatus] = Array.isArray(awsQueryError) ? awsQueryError : [];
  return {
    isError: error !== undefined,
    status: typeof httpError === 'number' ? httpError : undefined,
    queryCode: typeof queryCode === 'string' ? queryCode : undefined,
    queryStatus: typeof queryStatus === 'number' ? queryStatus : undefined,
  };
}

/** Lists the required members of a structure. The SDK puts them first and stores their number. */
export function listRequiredMembers(schema: NormalizedSchema): readonly string[] {
  const structure = schema.getSchema();
  if (!isStructure(structure)) return [];
  return structure[MEMBER_NAMES].slice(0, structure[REQUIRED_COUNT] ?? 0);
}

/** Adds an optional text member to a structure. Does nothing if the SDK already knows the member. */
export function addTextMember(structure: StaticStructureSchema, name: string): void {
  if (structure[MEMBER_NAMES].includes(name)) return;
  structure[MEMBER_NAMES].push(name);
  structure[MEMBER_SCHEMAS].push(STRING);
}

function isStructure(
  schema: ReturnType<NormalizedSchema['getSchema']>,
): schema is StaticStructureSchema {
  return isStaticSchema(schema) && NormalizedSchema.of(schema).isStructSchema();
}
