import type { Later } from '../../engine/resource.js';

/** The outputs of other resources and look-ups that the function takes. */
export interface FunctionNeeds {
  readonly role: Role;
  /** Undefined in a public lab. */
  readonly network: Network | undefined;
  readonly deploymentPackage: DeploymentPackage;
  readonly serverlessCache: Later<Cache>;
}

export interface Role {
  readonly arn: string;
  /** IAM's creation time in milliseconds since the epoch. */
  readonly createdMs: number;
}

/** The function's network. */
export interface Network {
  readonly subnetIds: readonly string[];
  /** Whether the user named the subnets. Otherwise any of them is fine. */
  readonly areSubnetsGiven: boolean;
  readonly securityGroupIds: readonly string[];
}

/** The function's code. */
export interface DeploymentPackage {
  readonly zip: Uint8Array;
  /** SHA-256 in base64: Lambda's `CodeSha256` of the same bytes. */
  readonly codeSha256: string;
}

export interface CacheEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface Cache extends CacheEndpoint {
  /** The subnets that ElastiCache chose or was given. */
  readonly subnetIds: readonly string[];
}
