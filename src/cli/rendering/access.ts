import type { Endpoint, Exposure } from '../../actions/results.js';
import type { Entry } from './layout.js';

/** Where clients reach a lab's cache. */
interface Access {
  readonly endpoint: Endpoint | null;
  /** Undefined for a lab in a VPC. */
  readonly exposure?: Exposure | undefined;
  readonly local: boolean;
}

/** Names the cache's endpoint. Of a public lab, it says what the internet can reach, and why only IAM users get in (F11.3). */
export function toAccessEntries({ endpoint, exposure, local }: Access): readonly Entry[] {
  if (!exposure) return endpoint ? [{ label: 'Endpoint', texts: [toAddress(endpoint)] }] : [];
  const { userId, accessString } = exposure;
  const from = local
    ? 'here from this machine only; on AWS from the whole internet, by TLS 1.3'
    : 'from the whole internet, by TLS 1.3';
  return [
    { label: 'Reachable', texts: [`${toAddress(exposure)}, ${from}`] },
    {
      label: 'Gets in',
      texts: [
        `only ${userId}, with an IAM token: the caller needs elasticache:Connect on the cache and on this user. No user has a password.`,
      ],
    },
    { label: 'May do', texts: [accessString ?? `what AWS allows ${userId}`] },
  ];
}

function toAddress({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}
