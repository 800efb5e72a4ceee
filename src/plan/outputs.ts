/** What each step gives to the steps that need it. */
export interface Outputs {
  iamUser: { readonly userId: string };
  defaultUser: { readonly userId: string };
  userGroup: { readonly userGroupId: string };
  serverlessCache: CacheOutput;
  cacheUserGroup: object;
  role: RoleOutput;
  policy: { readonly arn: string };
  connectAttachment: object;
  vpcAttachment: object;
  logGroup: object;
  function: { readonly arn: string };
  networkInterfaces: object;
}

export type StepName = keyof Outputs;

/** A role that can be used. */
export interface RoleOutput {
  readonly name: string;
  readonly arn: string;
  /** When IAM made it, in milliseconds since the epoch. */
  readonly createdMs: number;
}

/** A cache that can be used. */
export interface CacheOutput {
  readonly arn: string;
  readonly address: string;
  readonly port: number;
  /** The group that is attached now. */
  readonly userGroupId: string | undefined;
  /** Where ElastiCache put it: given, or its own choice among the default subnets. */
  readonly subnetIds: readonly string[];
}

/** What is looked up and made beside the resources, before anything changes. */
export interface Lookups {
  network: Network;
  deploymentPackage: DeploymentPackage;
}

export type LookupName = keyof Lookups;

/** Where the function runs. */
export interface Network {
  readonly vpcId: string;
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
