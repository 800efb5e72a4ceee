import { down } from '../../src/index.js';
import { requireAccount } from './account.js';
import { cleanUp } from './clean-up.js';
import { createJournal, type Journal } from './journal.js';
import { type LifeStep, runLife } from './life.js';
import { type ProbeNames, toProbeNames } from './names.js';
import type { AwsRunOptions } from './options.js';
import type { Probe } from './probe.js';
import { runProbes } from './probes/index.js';
import { listRemovals } from './removals.js';
import { openAws, type Target } from './target.js';
import { type Remember, watchClients } from './watch.js';

/** What a run on an account found out. */
export interface AwsRun {
  readonly journal: Journal;
  readonly life: readonly LifeStep[];
  /** Why the probes ended early. */
  readonly failure: Error | undefined;
  /** What could not be deleted. */
  readonly left: readonly string[];
}

interface Surroundings {
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  readonly remember: Remember;
}

/** Runs the probes and the lab's life on the account. Deletes everything at the end, however the run ends. */
export async function runOnAws(options: AwsRunOptions, around: Surroundings): Promise<AwsRun> {
  const { signal, say, remember } = around;
  const names = toProbeNames(options.lab);
  const journal = createJournal();
  const target = openAws(options.region, signal);
  let life: LifeStep[] = [];
  let failure: Error | undefined;
  try {
    watchClients(target.clients, journal, remember);
    const probe = await toProbe(target, { options, names, journal });
    await refuseRemains(probe);
    try {
      await runProbes(probe, say);
      say('Delete what the probes made.');
      // The lab's function would share the network interfaces of the probes' function, and `down` would wait for those.
      await cleanUp(probe);
      life = await runLife({ lab: options.lab, region: options.region, signal }, say);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  } finally {
    target.close();
  }
  return { journal, life, failure, left: await removeEverything(options, say) };
}

/** Deletes what a run has made: its lab, and what its probes made. Returns what is left. */
export async function removeEverything(
  options: AwsRunOptions,
  say: (text: string) => void,
): Promise<string[]> {
  say('Delete everything of this run.');
  // A clean-up must not end with the run that it follows.
  const target = openAws(options.region, new AbortController().signal);
  try {
    const names = toProbeNames(options.lab);
    const probe = await toProbe(target, { options, names, journal: createJournal() });
    const left = await cleanUp(probe);
    await down({ lab: options.lab, region: options.region });
    return left;
  } finally {
    target.close();
  }
}

async function toProbe(
  target: Target,
  { options, names, journal }: { options: AwsRunOptions; names: ProbeNames; journal: Journal },
): Promise<Probe> {
  const account = await requireAccount(target, options.accountId);
  const tags = { 'valkey-lab:lab': names.lab, 'valkey-lab:region': options.region };
  return { target, names, journal, account, tags };
}

/** Throws before anything is made if an earlier run, or another user, has a resource with one of the names. */
async function refuseRemains(probe: Probe): Promise<void> {
  const removals = listRemovals(probe).flatMap((stage) => (typeof stage === 'string' ? [] : stage));
  for (const removal of removals) {
    if (!(await removal.exists())) continue;
    throw new Error(
      `The ${removal.name} exists already. Nothing was made. Run the clean-up command first, or choose another name with --lab.`,
    );
  }
}
