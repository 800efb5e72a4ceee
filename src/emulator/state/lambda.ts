import type { Lifecycle } from './lifecycle.js';

export type FunctionStatus = 'Pending' | 'Active' | 'Inactive' | 'Failed' | 'Deleting' | 'gone';
export type UpdateStatus = 'InProgress' | 'Successful' | 'Failed';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly lifecycle: Lifecycle<FunctionStatus>;
  readonly update: Lifecycle<UpdateStatus>;
  stateReason?: { code: string; text: string } | undefined;
  /** Why the last update failed. */
  updateReason?: { code: string; text: string } | undefined;
  roleArn: string;
  runtime: string;
  handler: string;
  architectures: string[];
  description: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  subnetIds: string[];
  securityGroupIds: string[];
  vpcId?: string | undefined;
  logGroup: string;
  logFormat: 'Text' | 'JSON';
  /** Only for JSON logs: lower levels are not written. */
  applicationLogLevel?: string | undefined;
  systemLogLevel?: string | undefined;
  tracingMode?: 'Active' | 'PassThrough' | undefined;
  ephemeralStorageMb?: number | undefined;
  /** Undefined: the function shares the account's concurrency. */
  reservedConcurrency?: number | undefined;
  zip: Uint8Array;
  /** SHA-256 of the zip in base64. */
  codeSha256: string;
  modifiedAtMs: number;
  /** The time of the last call. */
  usedAtMs?: number | undefined;
  /** Until then, Lambda is not done with the network interfaces of a new function in a VPC. */
  invocableAtMs?: number | undefined;
  /** Changes with code and configuration. Environments of an older revision are not used again. */
  revisionId: string;
  readonly tags: Map<string, string>;
  /** While an update is `InProgress`: the function that invocations still run. */
  serving?: LambdaFunction | undefined;
}

export interface LambdaState {
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
}

export function createLambdaState(): LambdaState {
  return { functions: new Map() };
}
