/** A quota, as the Service Quotas console names it. */
export interface Quota {
  readonly service: 'elasticache' | 'iam' | 'lambda' | 'vpc';
  readonly name: string;
  readonly code: string;
}

const quota = (service: Quota['service'], name: string, code: string): Quota => ({
  service,
  name,
  code,
});

/** Lambda's own limit for the network interfaces of functions in one VPC. */
const INTERFACES_PER_VPC = quota('lambda', 'Elastic network interfaces per VPC', 'L-9FEE3D26');

/**
 * Quotas by the error's name, or by a word of its message when one error stands for several quotas (F1.10). The codes are
 * those of the Service Quotas console.
 */
const QUOTAS: readonly (readonly [RegExp, Quota])[] = [
  [
    /^ServerlessCacheQuotaForCustomerExceeded/,
    quota('elasticache', 'Serverless caches per Region', 'L-BBCDAECC'),
  ],
  [/^UserQuotaExceeded/, quota('elasticache', 'Users per Region', 'L-80E085C7')],
  [/^UserGroupQuotaExceeded/, quota('elasticache', 'User groups per Region', 'L-AD484FC5')],
  [/^LimitExceeded.*RolesPerAccount/s, quota('iam', 'Roles per account', 'L-FE177D64')],
  [
    /^LimitExceeded.*PoliciesPerAccount/s,
    quota('iam', 'Customer managed policies per account', 'L-E95E4862'),
  ],
  [/^LimitExceeded.*PoliciesPerRole/s, quota('iam', 'Managed policies per role', 'L-0DA4ABF3')],
  [/^CodeStorageExceeded/, quota('lambda', 'Function and layer storage', 'L-2ACBD22F')],
  [/^E(NI|ni)Limit/, INTERFACES_PER_VPC],
  [/^NetworkInterfaceLimitExceeded/, quota('vpc', 'Network interfaces per Region', 'L-DF5E4CA3')],
];

/** Finds the quota behind an error (its name and AWS's message) or behind a function's reason code. */
export function findQuota(name: string, message = ''): Quota | undefined {
  const text = `${name}: ${message}`;
  return QUOTAS.find(([pattern]) => pattern.test(text))?.[1];
}

/** Returns `The quota is "…" (L-…).` */
export function toQuotaText({ name, code }: Quota): string {
  return `The quota is "${name}" (${code}).`;
}

/** Says how to get below the quota, with the command that requests a higher one. */
export function toQuotaRequest({ service, code }: Quota): string {
  return `Delete resources that you do not need, or request a higher quota: \`aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value <number>\`.`;
}

/** Returns the same advice as the hint of a failure. */
export function toQuotaHint(quota: Quota): string {
  return `${toQuotaRequest(quota).replace(/\.$/, '')}; then run the same command again.`;
}
