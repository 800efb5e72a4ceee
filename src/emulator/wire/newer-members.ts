import { CreateServerlessCacheRequest$, ServerlessCache$ } from '@aws-sdk/client-elasticache';
import { addTextMember } from './schema.js';

/** How clients reach a cache: from its VPC, or from the internet (F11.1). */
export const CONNECTION_TYPES = ['vpc', 'public'] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** A request or a shape with the member `ConnectionType`, which the installed SDK's types lack. */
export interface WithConnectionType {
  readonly ConnectionType?: string | undefined;
}

/**
 * Adds members that AWS's model has (botocore 1.43.107) and the installed SDK lacks: it would drop them
 * (F11.2). Does nothing once the SDK knows them.
 */
export function addNewerMembers(): void {
  addTextMember(CreateServerlessCacheRequest$, 'ConnectionType');
  addTextMember(ServerlessCache$, 'ConnectionType');
}
