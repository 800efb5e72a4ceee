import type { Later } from '../../engine/resource.js';

/** What the function takes from other resources and look-ups. */
export interface FunctionNeeds {
  readonly role: Role;
  readonly network: Network;
  readonly deploymentPackage: DeploymentPackage;
  readonly serverlessCache: Later<Cache>;
}

export interface Role {
  readonly arn: string;
  /** When IAM made it, in milliseconds since the epoch. */
  readonly createdMs: number;
}

/** Where the function runs. */
export interface Network {
  readonly subnetIds: readonly string[];
  /** Whether a person named the subnets: else any of them will do. */
  readonly areSubnetsGiven: boolean;
  readonly securityGroupIds: readonly string[];
}

/** The function's code. */
export interface DeploymentPackage {
  readonly zip: Uint8Array;
  /** SHA-256 in base64: Lambda's `CodeSha256` of the same bytes. */
  readonly codeSha256: string;
}

/** Where the function finds the cache. */
export interface CacheEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface Cache extends CacheEndpoint {
  /** Where ElastiCache put it. */
  readonly subnetIds: readonly string[];
}
