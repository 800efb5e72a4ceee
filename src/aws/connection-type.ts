import {
  type CreateServerlessCacheCommandInput,
  CreateServerlessCacheRequest$,
  type ServerlessCache,
  ServerlessCache$,
} from '@aws-sdk/client-elasticache';
import type { StaticStructureSchema } from '@smithy/types';

/** How clients reach a serverless cache: inside a VPC, or at a public endpoint. AWS never changes it (F11.1). */
export type ConnectionType = 'vpc' | 'public';

const MEMBER = 'ConnectionType';

/** The positions in the SDK's schema tuples. */
const NAMES = 4;
const SCHEMAS = 5;

/** The schema of a string. */
const STRING = 0;

/**
 * Adds `ConnectionType` to the SDK's schemas. Without it, the SDK drops the member from a request and from an answer (F11.2).
 * Does nothing once the SDK knows the member.
 */
export function teachConnectionType(): void {
  for (const schema of [CreateServerlessCacheRequest$, ServerlessCache$]) teach(schema);
}

function teach(schema: StaticStructureSchema): void {
  if (schema[NAMES].includes(MEMBER)) return;
  schema[NAMES].push(MEMBER);
  schema[SCHEMAS].push(STRING);
}

/** The input of CreateServerlessCache, with the member that the SDK's types lack. */
export type CreateCacheInput = CreateServerlessCacheCommandInput & {
  readonly ConnectionType?: ConnectionType;
};

/** Returns how clients reach a cache. AWS's answer may lack the member for a cache in a VPC. */
export function toConnectionType(cache: ServerlessCache): ConnectionType {
  return MEMBER in cache && cache[MEMBER] === 'public' ? 'public' : 'vpc';
}
