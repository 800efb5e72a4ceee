import type { AttachRolePolicyCommandInput } from '@aws-sdk/client-iam';
import type { Session } from '../../session/session.js';
import { toExecutionPolicyArn, toPolicyArn } from '../shared/arns.js';

type AttachmentContext = Pick<Session, 'config' | 'identity'>;

/** Returns the input that attaches the lab's policy to the role. */
export const toConnectAttachmentInput = (session: AttachmentContext) =>
  toAttachmentInput(session, toPolicyArn(session));

/** Returns the input that attaches AWS's policy for functions to the role. */
export const toExecutionAttachmentInput = (session: AttachmentContext) =>
  toAttachmentInput(
    session,
    toExecutionPolicyArn(session.identity.partition, session.config.topology),
  );

function toAttachmentInput({ config }: AttachmentContext, policyArn: string) {
  return {
    RoleName: config.names.role,
    PolicyArn: policyArn,
  } satisfies AttachRolePolicyCommandInput;
}
