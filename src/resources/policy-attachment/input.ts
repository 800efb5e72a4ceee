import type { AttachRolePolicyCommandInput } from '@aws-sdk/client-iam';
import type { Session } from '../../session/session.js';
import { toPolicyArn, toVpcAccessPolicyArn } from '../shared/arns.js';

type AttachmentContext = Pick<Session, 'config' | 'identity'>;

/** Returns the input that attaches the lab's policy to the role. */
export const toConnectAttachmentInput = (session: AttachmentContext) =>
  toAttachmentInput(session, toPolicyArn(session));

/** Returns the input that attaches AWS's policy for functions in a VPC to the role. */
export const toVpcAttachmentInput = (session: AttachmentContext) =>
  toAttachmentInput(session, toVpcAccessPolicyArn(session.identity.partition));

function toAttachmentInput({ config }: AttachmentContext, policyArn: string) {
  return {
    RoleName: config.names.role,
    PolicyArn: policyArn,
  } satisfies AttachRolePolicyCommandInput;
}
