import type { StaticOperationSchema } from '@smithy/types';
import type { OperationContext } from './operation.js';
import { getOperationName } from './schema.js';

export type Protocol = 'awsQuery' | 'ec2Query' | 'restJson1' | 'awsJson1_1';

/** What the SDK's schemas lack: allowed values, pattern and length of a member. */
export interface MemberRule {
  readonly values?: readonly string[];
  /** Anchored if the whole value must match. */
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
}

/** Rules by structure and member (`CreateUserMessage.UserId`), in one table per service. */
export type MemberRules = Readonly<Record<string, MemberRule>>;

/** Gives the member of each operation's request the same rule. */
export function toRules(
  operations: readonly string[],
  member: string,
  rule: MemberRule,
): MemberRules {
  return Object.fromEntries(operations.map((name) => [`${name}Request.${member}`, rule]));
}

/** A served operation: AWS's schema and the function that answers. */
export interface ServedOperation {
  readonly name: string;
  readonly schema: StaticOperationSchema;
  run(input: object, context: OperationContext): object | undefined | Promise<object | undefined>;
}

/** A service, as the HTTP server needs it. */
export interface ServiceModel {
  /** The SDK's service id (`ElastiCache`, `CloudWatch Logs`), used by faults files and `calls()`. */
  readonly serviceId: string;
  /** The service name in SigV4 scopes (`elasticache`, `logs`). */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** For query protocols: `Version` of a request and XML namespace of a response. */
  readonly version?: string;
  readonly xmlNamespace?: string;
  /** For awsJson1_1: the part before the operation in `X-Amz-Target`. */
  readonly targetPrefix?: string;
  /** The namespace in which the SDK registered the service's errors (`com.amazonaws.elasticache`). */
  readonly namespace: string;
  readonly operations: readonly ServedOperation[];
  readonly rules: MemberRules;
  /**
   * Members, named as in `rules`, that are stored and shown without their effect on AWS. docs/LOCAL.md lists
   * them, and its test checks that they are stored.
   */
  readonly stored?: readonly string[];
}

/** Connects AWS's schema of an operation with the function that answers it. */
export function serve<I extends object, O extends object | undefined>(
  schema: StaticOperationSchema,
  run: (input: I, context: OperationContext) => O | Promise<O>,
): ServedOperation {
  return { name: getOperationName(schema), schema, run };
}
