import { isAwsHost } from '../aws/aws-host.js';
import type { Identity } from './session.js';

/** Where a run's calls go. */
interface Whereabouts {
  readonly local: boolean;
  readonly lab: string;
  readonly region: string;
  readonly isDefaultRegion: boolean;
  readonly identity: Identity;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Returns the line with which a run says where it works. */
export function toHeader(where: Whereabouts): string {
  const { local, lab, region, isDefaultRegion, identity, env } = where;
  const ofLab = lab ? `, lab ${lab}` : '';
  if (local) return `Local endpoint on this machine (no AWS account)${ofLab}`;
  const shownRegion = isDefaultRegion ? `${region} (the tutorial's: none is set)` : region;
  const account = `account ${identity.account}, ${shownRegion}, as ${identity.arn}${ofLab}`;
  const strangers = findStrangers(env);
  if (strangers.length === 0) return `AWS ${account}`;
  return `Not AWS, but ${strangers.join(' and ')}: ${account}`;
}

/** Finds endpoint variables that point anywhere but AWS. The address is shown without its password. */
function findStrangers(env: Whereabouts['env']): string[] {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return [];
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || !URL.canParse(value)) return [];
    const { hostname, origin } = new URL(value);
    return isAwsHost(hostname) ? [] : [`${origin} (${name})`];
  });
}
