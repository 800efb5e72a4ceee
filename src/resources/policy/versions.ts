import {
  DeletePolicyVersionCommand,
  GetPolicyVersionCommand,
  type PolicyVersion,
  paginateListPolicyVersions,
} from '@aws-sdk/client-iam';
import { isNotFound } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE } from '../../aws/iam-changes.js';
import { parsePolicyDocument } from '../../aws/policy-document.js';
import { retryWhile } from '../../aws/retry.js';
import type { ResourceContext } from '../shared/define.js';

/** A version, by the policy's ARN and its own id. */
interface PolicyVersionName {
  readonly arn: string;
  readonly versionId: string | undefined;
}

/** What a version of the policy says; undefined when it is gone. */
export async function readDocument(
  ctx: ResourceContext,
  { arn, versionId }: PolicyVersionName,
): Promise<unknown> {
  const client = await ctx.aws.iam();
  try {
    const answer = await client.send(
      new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId ?? 'v1' }),
    );
    return parsePolicyDocument(answer.PolicyVersion?.Document);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All but the default one, oldest first. */
export async function findOtherVersions(
  ctx: ResourceContext,
  arn: string,
): Promise<PolicyVersion[]> {
  const client = await ctx.aws.iam();
  const versions: PolicyVersion[] = [];
  try {
    const pages = paginateListPolicyVersions({ client }, { PolicyArn: arn });
    for await (const page of pages) versions.push(...(page.Versions ?? []));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return versions
    .filter((version) => !version.IsDefaultVersion)
    .sort((a, b) => (a.CreateDate?.getTime() ?? 0) - (b.CreateDate?.getTime() ?? 0));
}

/** Deletes a version that is not the default one; one that is gone is right, too. */
export async function deleteVersion(
  ctx: ResourceContext,
  { arn, versionId }: PolicyVersionName,
): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DeletePolicyVersionCommand({
    PolicyArn: arn,
    VersionId: versionId,
  });
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
