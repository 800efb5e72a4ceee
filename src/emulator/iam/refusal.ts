/** The policy that refused a request, and whether by a Deny. */
export interface Refusal {
  readonly policyType: 'identity-based policy' | 'permissions boundary' | 'service control policy';
  readonly isExplicit: boolean;
}

/** Returns AWS's message about a refused request ("Troubleshoot access denied error messages", IAM User Guide). */
export function toRefusalText(request: {
  readonly user: string;
  readonly action: string;
  readonly resource: string;
  readonly refusal: Refusal;
}): string {
  const { user, action, resource, refusal } = request;
  const { policyType, isExplicit } = refusal;
  const article = policyType === 'identity-based policy' ? 'an' : 'a';
  const because = isExplicit
    ? `with an explicit deny in ${article} ${policyType}`
    : `because no ${policyType} allows the ${action} action`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}
