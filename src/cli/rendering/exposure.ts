import type { Exposure } from '../../actions/results.js';
import { toAddress } from './lab.js';
import { renderList } from './layout.js';

/** Says what the internet can reach of a public lab, and why only callers with IAM permissions get in (F11.3). */
export function renderExposure(
  exposure: Exposure,
  { local, columns }: { readonly local: boolean; readonly columns: number },
): string[] {
  const { userId, accessString } = exposure;
  const from = local
    ? 'here from this machine only; on AWS from the whole internet, by TLS 1.3'
    : 'from the whole internet, by TLS 1.3';
  const entries = [
    { label: 'Reachable', texts: [`${toAddress(exposure)}, ${from}`] },
    {
      label: 'Gets in',
      texts: [
        `only ${userId}, with an IAM token: the caller needs elasticache:Connect on the cache and on this user. No user has a password.`,
      ],
    },
    { label: 'May do', texts: [accessString ?? `what AWS allows ${userId}`] },
  ];
  return renderList(entries, columns);
}
