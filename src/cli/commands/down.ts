import * as actions from '../../actions/index.js';
import type { LabSummary } from '../../actions/options.js';
import type { LabResult, ResourceReport, SweepResult } from '../../actions/results.js';
import { LabError } from '../../errors.js';
import { defineCommand, flag, text, type View } from '../command.js';
import { toCount, toDurationText } from '../rendering/format.js';
import { NOTHING_CHANGED, renderPlanned, renderResources, toPlaceText } from '../rendering/lab.js';
import { REMOVE, renderNext } from '../rendering/next.js';
import { type Head, type LabDocument, type ResourceDocument, toLabDocument } from './documents.js';
import { DRY_RUN } from './make.js';

export const down = defineCommand({
  name: 'down',
  alias: 'cleanup',
  description: 'delete everything that the lab made, and nothing else; safe to run again',
  examples: [
    'valkey-lab down',
    'valkey-lab down --local',
    'valkey-lab down --dry-run',
    'valkey-lab down --all --older-than 6h',
  ],
  options: {
    dryRun: DRY_RUN,
    all: flag('--all', 'every lab of the account and region, by tag'),
    olderThan: text(
      '--older-than <time>',
      'with --all: only labs whose newest resource is older, like 6h',
    ),
    waitInterfaces: flag(
      '--no-wait-interfaces',
      'do not wait until Lambda has released its network interfaces',
    ),
  },
  async act({ all, olderThan, ...options }, output): Promise<Removed> {
    refuseMeaningless({ all, olderThan, lab: options.lab });
    if (!all) return { isSweep: false, ...(await actions.down(options)) };
    const onLabs = (labs: readonly LabSummary[]) => {
      for (const lab of labs) output.note(renderFound(lab));
    };
    const swept = await actions.downAll({ ...options, lab: undefined, olderThan, onLabs });
    return { isSweep: true, isDryRun: options.dryRun ?? false, ...swept };
  },
  toDocument: (result): LabDocument | SweepDocument =>
    result.isSweep ? toSweepDocument(result) : toLabDocument(result),
  render: (result, view) => (result.isSweep ? renderSweep(result, view) : renderDown(result, view)),
});

type Removed =
  | ({ readonly isSweep: false } & LabResult)
  | ({ readonly isSweep: true; readonly isDryRun: boolean } & SweepResult);

interface SweepDocument extends Omit<Head, 'lab'> {
  readonly lab: null;
  readonly labs: readonly {
    readonly lab: string;
    readonly newest: string | null;
    readonly action: 'deleted' | 'kept';
  }[];
  readonly resources: readonly (ResourceDocument & { readonly lab: string })[];
  readonly endpoint: null;
  readonly elapsedMs: number;
}

function toSweepDocument(result: SweepResult): SweepDocument {
  const { lab, region, account, local, labs, resources, endpoint, elapsedMs } = result;
  return { lab, region, account, local, labs, resources, endpoint, elapsedMs };
}

/** Refuses combinations of options that have no meaning. */
function refuseMeaningless(given: {
  readonly all: boolean | undefined;
  readonly olderThan: string | undefined;
  readonly lab: string | undefined;
}): void {
  if (given.olderThan !== undefined && !given.all) {
    throw new LabError('CONFIG_INVALID', '--older-than needs --all.');
  }
  if (given.all && given.lab !== undefined) {
    throw new LabError('CONFIG_INVALID', '--all deletes every lab, but --lab names a single one.', {
      hint: 'Leave one of them out.',
    });
  }
}

function renderDown(result: LabResult, view: View): string[] {
  const { palette, columns, line } = view;
  const { resources, changes, elapsedMs } = result;
  if (changes) {
    const shown = resources.filter(({ action }) => action !== 'absent');
    return [
      palette.bold(shown.length > 0 ? NOTHING_CHANGED : 'There is no lab, so nothing to delete.'),
      ...renderResources(shown, { palette, columns, hasActions: true }),
      ...renderPlanned(result, { isDown: true }, view),
      ...renderNext(shown.length > 0 ? [REMOVE] : [], line, columns),
    ];
  }
  const deleted = resources.filter(({ action }) => action === 'deleted').length;
  const what =
    deleted > 0 ? `${toCount(deleted, 'resource')} deleted` : 'There was nothing to delete';
  return [
    palette.bold(`Nothing of the lab is left ${toPlaceText(result)}.`),
    `${what}, in ${toDurationText(elapsedMs)}.`,
    ...resources.filter(({ action }) => action === 'kept').map((one) => `! ${toKept(one)}`),
  ];
}

/** Says why a resource remains: it is foreign, or AWS has not released it yet because `down` did not wait. */
function toKept({ kind, name, owned }: ResourceReport): string {
  return owned === false
    ? `${kind} ${name} is not the lab's, and was left alone.`
    : `The ${kind} of ${name} is not released by AWS yet.`;
}

function renderFound({ lab, resources, ageMs, isTaken }: LabSummary): string {
  const age = ageMs === undefined ? 'of unknown age' : `${toDurationText(ageMs)} old`;
  return `lab ${lab || 'default'}: ${toCount(resources, 'resource')}, the newest ${age}${isTaken ? '' : '; kept'}`;
}

function renderSweep(
  { isDryRun, region, labs, resources }: SweepResult & { readonly isDryRun: boolean },
  { palette, columns }: View,
): string[] {
  const taken = labs.filter(({ action }) => action === 'deleted');
  const lines = taken.flatMap(({ lab }) => {
    const own = resources.filter((one) => one.lab === lab && one.action === 'deleted');
    return [
      `Lab ${lab || 'default'}`,
      ...renderResources(own, { palette, columns, hasActions: true }),
    ];
  });
  const count = `${taken.length} of ${toCount(labs.length, 'lab')} in ${region}`;
  const title = isDryRun
    ? `Nothing was changed. Without --dry-run, down deletes ${count}.`
    : `Deleted ${count}.`;
  return [palette.bold(labs.length === 0 ? `There is no lab in ${region}.` : title), ...lines];
}
