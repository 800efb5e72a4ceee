import type * as api from '@aws-sdk/client-iam';
import { assertPermissionsPolicy } from '../../iam/policy-grammar.js';
import type { Policy, PolicyVersion } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { encodeStrictly } from '../../wire/percent-encoding.js';
import { assertDocumentSize, requireOwnPolicy, requirePolicy, toIamPage } from './entities.js';

const MAX_VERSIONS = 5;
const POLICY_QUOTA = { name: 'PolicySize', max: 6144 };

/** Creates a version. Throws LimitExceeded if the policy has five versions (F7.5). */
export function createPolicyVersion(
  { PolicyArn, PolicyDocument, SetAsDefault = false }: api.CreatePolicyVersionRequest,
  { aws, clock }: OperationContext,
): api.CreatePolicyVersionResponse {
  const policy = requireOwnPolicy(aws.iam, PolicyArn);
  const document = readPolicyDocument(PolicyDocument);
  if (policy.versions.length >= MAX_VERSIONS) {
    throw fault(
      'LimitExceededException',
      `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
    );
  }
  const version = { id: `v${policy.nextVersion++}`, document, createdAtMs: clock.now() };
  policy.versions.push(version);
  policy.updatedAtMs = clock.now();
  if (SetAsDefault) policy.defaultVersionId = version.id;
  return { PolicyVersion: toVersionShape(policy, version) };
}

/** Returns a version. Only this answer contains the document. */
export function getPolicyVersion(
  { PolicyArn, VersionId }: api.GetPolicyVersionRequest,
  { aws }: OperationContext,
): api.GetPolicyVersionResponse {
  const policy = requirePolicy(aws.iam, PolicyArn);
  const version = requireVersion(policy, VersionId);
  return {
    PolicyVersion: {
      Document: encodeStrictly(version.document),
      ...toVersionShape(policy, version),
    },
  };
}

/** Lists the versions, newest first. */
export function listPolicyVersions(
  input: api.ListPolicyVersionsRequest,
  { aws }: OperationContext,
): api.ListPolicyVersionsResponse {
  const policy = requirePolicy(aws.iam, input.PolicyArn);
  const { items, rest } = toIamPage(policy.versions, input, ({ id }) => toOrder(id));
  return { Versions: items.map((version) => toVersionShape(policy, version)), ...rest };
}

/** Deletes a version. Throws DeleteConflict for the default version. */
export function deletePolicyVersion(
  { PolicyArn, VersionId }: api.DeletePolicyVersionRequest,
  { aws, clock }: OperationContext,
): undefined {
  const policy = requireOwnPolicy(aws.iam, PolicyArn);
  const version = requireVersion(policy, VersionId);
  if (version.id === policy.defaultVersionId) {
    throw fault('DeleteConflictException', 'Cannot delete the default version of a policy.');
  }
  policy.versions.splice(policy.versions.indexOf(version), 1);
  policy.updatedAtMs = clock.now();
}

/** Makes a version the default. Throws NoSuchEntity. */
export function setDefaultPolicyVersion(
  { PolicyArn, VersionId }: api.SetDefaultPolicyVersionRequest,
  { aws, clock }: OperationContext,
): undefined {
  const policy = requireOwnPolicy(aws.iam, PolicyArn);
  policy.defaultVersionId = requireVersion(policy, VersionId).id;
  policy.updatedAtMs = clock.now();
}

/** Checks the document of a managed policy. Throws MalformedPolicyDocument or LimitExceeded. */
export function readPolicyDocument(json: string | undefined): string {
  const document = json ?? '';
  assertPermissionsPolicy(document, { requireVersion: true });
  assertDocumentSize(document, POLICY_QUOTA);
  return document;
}

function requireVersion(policy: Policy, id: string | undefined): PolicyVersion {
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (!version) {
    throw fault(
      'NoSuchEntityException',
      `Policy ${policy.arn} version ${id} does not exist or is not attachable.`,
    );
  }
  return version;
}

/** Returns a key that sorts versions in descending order. */
function toOrder(versionId: string): string {
  return String(1e9 - Number(versionId.slice(1))).padStart(10, '0');
}

function toVersionShape(policy: Policy, version: PolicyVersion): api.PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: new Date(version.createdAtMs),
  };
}
