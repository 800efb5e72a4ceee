import type { StaticOperationSchema } from '@smithy/types';
import type { OperationContext } from './operation.js';
import { getOperationName } from './schema.js';

export type Protocol = 'awsQuery' | 'ec2Query' | 'restJson1' | 'awsJson1_1';

/** What the SDK's schemas do not say of a member: its allowed values, pattern and length. */
export interface MemberRule {
  readonly values?: readonly string[];
  /** Anchored where the whole value must fit. */
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
}

/** Rules by the schema's structure and member (`CreateUserMessage.UserId`), one hand-written table a service. */
export type MemberRules = Readonly<Record<string, MemberRule>>;

/** An operation that the emulator serves: AWS's schema for it and the function that answers. */
export interface ServedOperation {
  readonly name: string;
  readonly schema: StaticOperationSchema;
  run(input: object, context: OperationContext): object | undefined | Promise<object | undefined>;
}

/** A service as the HTTP server needs it. */
export interface ServiceModel {
  /** The SDK's service id (`ElastiCache`, `CloudWatch Logs`): what faults files and `calls()` name. */
  readonly serviceId: string;
  /** The service name in SigV4 scopes (`elasticache`, `logs`). */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** Query protocols: `Version` of a request and XML namespace of a response. */
  readonly version?: string;
  readonly xmlNamespace?: string;
  /** awsJson1_1: what stands before the operation in `X-Amz-Target`. */
  readonly targetPrefix?: string;
  /** Where the SDK registered the service's error schemas (`com.amazonaws.elasticache`). */
  readonly namespace: string;
  readonly operations: readonly ServedOperation[];
  readonly rules: MemberRules;
  /**
   * Members, named as in the rules, that are kept and shown while their effect on AWS is not played here.
   * docs/LOCAL.md lists them; its test sees to it that they are kept.
   */
  readonly stored?: readonly string[];
}

/** Binds AWS's schema of an operation to the function that answers it. */
export function serve<I extends object, O extends object | undefined>(
  schema: StaticOperationSchema,
  run: (input: I, context: OperationContext) => O | Promise<O>,
): ServedOperation {
  return { name: getOperationName(schema), schema, run };
}
