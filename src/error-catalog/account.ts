import type { ErrorEntry } from './entry.js';

/** Failures between this machine and the AWS account. */
export const ACCOUNT = {
  CREDENTIALS_MISSING: {
    exitCode: 1,
    cause: 'The environment, AWS’s configuration files and the machine’s role have no credentials.',
    hint: 'Run `aws sso login` or `aws configure`, choose a profile with --profile, or try everything without an account: `--local`.',
  },
  CREDENTIALS_REFUSED: {
    exitCode: 1,
    cause: 'AWS does not know the credentials, they have expired, or your clock is wrong.',
    hint: 'Renew your credentials (`aws sso login`), check the clock of this machine, then run the same command again.',
  },
  ACCESS_DENIED: {
    exitCode: 1,
    cause:
      'A policy of your user, role or organization does not allow the action that the message names.',
    hint: 'Add the action named above to the permissions of your user or role; docs/PERMISSIONS.md lists all actions that the lab needs.',
  },
  ENDPOINT_UNREACHABLE: {
    exitCode: 1,
    cause:
      'The program could not connect to AWS, or another server answered. Usual causes: no network, a proxy, a region that does not exist, or a wrong AWS_ENDPOINT_URL.',
    hint: 'Check the network, the region, and AWS_ENDPOINT_URL; then run the same command again.',
  },
  PROXY_FAILED: {
    exitCode: 1,
    cause:
      'The proxy of HTTPS_PROXY or HTTP_PROXY refused the connection to AWS, or the program cannot reach the proxy.',
    hint: 'Check the variable that the message names, and NO_PROXY.',
  },
  THROTTLED: {
    exitCode: 1,
    cause: 'The account called AWS more often than AWS allows, and AWS refused every attempt.',
    hint: 'Wait a minute, then run the same command again.',
  },
  QUOTA_EXCEEDED: {
    exitCode: 1,
    cause:
      'The account has as many of these resources as its quota allows. The message names the quota and its code.',
    hint: 'Delete resources that you do not need, or request a higher quota in the Service Quotas console.',
  },
  AWS_ERROR: {
    exitCode: 1,
    cause: 'An AWS call failed; see AWS’s message.',
    hint: 'Run the same command again; it continues where it stopped.',
  },
  NETWORK_UNUSABLE: {
    exitCode: 1,
    cause:
      'There is no default VPC, no subnet, or no security group that lets the function reach the cache; or the subnets and security groups that you named do not fit together.',
    hint: 'Name subnets and security groups with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS.',
  },
} as const satisfies Record<string, ErrorEntry>;
