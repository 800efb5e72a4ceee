import { isAwsHost } from '../aws/aws-host.js';
import type { ConfiguredEndpoint } from '../aws/configured-endpoints.js';
import type { Identity } from './session.js';

/** Where a run's calls go. */
interface Whereabouts {
  readonly local: boolean;
  readonly lab: string;
  readonly region: string;
  readonly isDefaultRegion: boolean;
  readonly identity: Identity;
  /** The endpoint addresses that are configured in place of AWS's. */
  readonly endpoints: readonly ConfiguredEndpoint[];
}

/** Returns the line with which a run says where it works. */
export function toHeader(where: Whereabouts): string {
  const { local, lab, region, isDefaultRegion, identity, endpoints } = where;
  if (local) return toLocalHeader(lab);
  const shownRegion = isDefaultRegion ? `${region} (the tutorial's: none is set)` : region;
  const account = `account ${identity.account}, ${shownRegion}, as ${identity.arn}${toLabText(lab)}`;
  const strangers = endpoints.flatMap(toStranger);
  if (strangers.length === 0) return `AWS ${account}`;
  return `Not AWS, but ${strangers.join(' and ')}: ${account}`;
}

/** Returns the line of a run on the local endpoint. */
export function toLocalHeader(lab: string): string {
  return `Local endpoint on this machine (no AWS account)${toLabText(lab)}`;
}

function toLabText(lab: string): string {
  return lab ? `, lab ${lab}` : '';
}

/** Names an endpoint that is not of AWS. The address is shown without its password. */
function toStranger({ address, source }: ConfiguredEndpoint): string[] {
  if (!URL.canParse(address)) return [];
  const { hostname, origin } = new URL(address);
  return isAwsHost(hostname) ? [] : [`${origin} (${source})`];
}
