import {
  DeletePolicyVersionCommand,
  GetPolicyVersionCommand,
  type PolicyVersion,
  paginateListPolicyVersions,
} from '@aws-sdk/client-iam';
import { ifFound } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE } from '../../aws/iam-changes.js';
import { parsePolicyDocument } from '../../aws/policy-document.js';
import { retryWhile } from '../../aws/retry.js';
import type { ResourceContext } from '../shared/define.js';

interface PolicyVersionName {
  readonly arn: string;
  readonly versionId: string | undefined;
}

/** Reads the document of a version; undefined when the version is gone. */
export async function readDocument(
  ctx: ResourceContext,
  { arn, versionId }: PolicyVersionName,
): Promise<unknown> {
  const client = await ctx.aws.iam();
  const command = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId ?? 'v1' });
  const answer = await ifFound(() => client.send(command));
  return parsePolicyDocument(answer?.PolicyVersion?.Document);
}

/** Finds all versions except the default one, oldest first. */
export async function findOtherVersions(
  ctx: ResourceContext,
  arn: string,
): Promise<PolicyVersion[]> {
  const client = await ctx.aws.iam();
  const versions: PolicyVersion[] = [];
  await ifFound(async () => {
    const pages = paginateListPolicyVersions({ client }, { PolicyArn: arn });
    for await (const page of pages) versions.push(...(page.Versions ?? []));
  });
  return versions
    .filter((version) => !version.IsDefaultVersion)
    .sort((a, b) => (a.CreateDate?.getTime() ?? 0) - (b.CreateDate?.getTime() ?? 0));
}

/** Deletes a version that is not the default one, if it still exists. */
export async function deleteVersion(
  ctx: ResourceContext,
  { arn, versionId }: PolicyVersionName,
): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: versionId });
  await ifFound(() => retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command)));
}
