import type { LocalAws } from '../../src/local.js';
import { requireAccount } from './account.js';
import { cleanUp } from './clean-up.js';
import { createJournal, type Journal } from './journal.js';
import { toProbeNames } from './names.js';
import { runProbes } from './probes/index.js';
import { openLocal } from './target.js';
import { type Remember, watchClients } from './watch.js';

/** Options of a run of the probes on a local endpoint. */
export interface PlayOptions {
  readonly lab?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly say?: (text: string) => void;
  readonly remember?: Remember;
}

/** Runs the probes on a local endpoint whose clock stands still, and deletes what they made. Returns what they found out. */
export async function playProbes(
  aws: LocalAws,
  { lab = 'aws-run', tags = {}, say = () => {}, remember = () => {} }: PlayOptions = {},
): Promise<Journal> {
  const target = openLocal(aws);
  try {
    const journal = createJournal();
    watchClients(target.clients, journal, remember);
    const account = await requireAccount(target, aws.account);
    const names = toProbeNames(lab);
    const probe = {
      target,
      names,
      journal,
      account,
      tags: { ...tags, 'valkey-lab:lab': names.lab },
    };
    await runProbes(probe, say);
    await cleanUp(probe);
    return journal;
  } finally {
    target.close();
  }
}
