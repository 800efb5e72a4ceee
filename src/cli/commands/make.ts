import * as actions from '../../actions/index.js';
import type { MakeOptions, UpOptions } from '../../actions/options.js';
import type { MakeResult, UpResult } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { type CommandSpec, defineCommand, flag, text, type View } from '../command.js';
import { toAccessEntries } from '../rendering/access.js';
import { toDurationText } from '../rendering/format.js';
import {
  NOTHING_CHANGED,
  renderCost,
  renderPlanned,
  renderResources,
  toOutcomes,
  toPlaceText,
} from '../rendering/lab.js';
import { renderList } from '../rendering/layout.js';
import { type Next, REMOVE, renderNext } from '../rendering/next.js';
import type { Output } from '../rendering/output.js';
import { renderTable } from '../rendering/table.js';
import { type LabDocument, toLabDocument } from './documents.js';

export const DRY_RUN = flag('--dry-run', 'show the planned changes; change nothing');
export const PUBLIC = flag(
  '--public',
  'no VPC: a cache with a public endpoint (Valkey 9, IAM and TLS 1.3 only)',
);
export const REPORT = text('--report <file>', 'write an HTML page about the run to this file');

const AFTER_UP: readonly Next[] = [
  [['invoke'], 'prove that it works'],
  [['verify'], 'prove that wrong logins fail'],
  REMOVE,
];

export const up = defineCommand({
  name: 'up',
  description: 'make the whole lab; safe to run again: it continues where the last run stopped',
  examples: [
    'valkey-lab up',
    'valkey-lab up --local',
    'valkey-lab up --public',
    'valkey-lab up --lab pr-7 --json',
    'valkey-lab up --report up.html',
  ],
  options: { dryRun: DRY_RUN, public: PUBLIC, report: REPORT },
  act: (options: UpOptions & RunOptions): Promise<UpResult> => actions.up(options),
  toDocument: ({ criticalPath, report, ...result }): LabDocument & ReportDocument => ({
    ...toLabDocument(result),
    ...(criticalPath && { criticalPath }),
    ...(report !== undefined && { report }),
  }),
  render(result, view) {
    const next = result.changes ? [[['up'], MAKE] as const] : AFTER_UP;
    return renderMade('The lab is up', result, { next, view });
  },
  renderNotes({ criticalPath = [], report }, columns) {
    if (report === undefined) return [];
    return [...renderPath(criticalPath, columns), `The report is in ${report}.`];
  },
});

interface ReportDocument {
  readonly criticalPath?: readonly {
    readonly resource: string | null;
    readonly fromMs: number;
    readonly elapsedMs: number;
    readonly waits: readonly { readonly status: string; readonly ms: number }[];
  }[];
  readonly report?: string;
}

function renderPath(path: NonNullable<UpResult['criticalPath']>, columns: number): string[] {
  const last = path.at(-1);
  if (!last) return [];
  const rows = path.map(({ resource, elapsedMs, waits }) => [
    `  ${resource?.replace('/', ' ') ?? 'before the first step'}`,
    toDurationText(elapsedMs),
    waits.map(({ status, ms }) => `${status} ${toDurationText(ms)}`).join(', '),
  ]);
  const total = toDurationText(last.fromMs + last.elapsedMs);
  return [
    `The critical path, ${total}: the steps that decided how long the run took.`,
    ...renderTable({ rows }, columns),
  ];
}

/** The purpose of the same command without --dry-run. */
export const MAKE = 'make these changes';

/** The purpose of the tutorial's steps. */
export const WHY: Readonly<Record<NonNullable<MakeResult['next']>, string>> = {
  'create-cache': 'make the cache',
  'create-users': "make the cache's users",
  'create-role': 'make the role of the function',
  'deploy-function': 'make the function',
  invoke: 'prove that it works',
};

interface Step {
  readonly name: Exclude<keyof typeof WHY, 'invoke' | 'deploy-function'>;
  readonly description: string;
  act(options: MakeOptions & RunOptions): Promise<MakeResult>;
}

function defineStep({
  name,
  description,
  act,
}: Step): CommandSpec<{ dryRun: typeof DRY_RUN; public: typeof PUBLIC }, MakeResult> {
  return defineCommand({
    ...{ name, description, examples: [`valkey-lab ${name}`] },
    options: { dryRun: DRY_RUN, public: PUBLIC },
    // The JSON document has no next command, so do not look for it.
    act: (options: MakeOptions & RunOptions, output: Output) =>
      act({ ...options, findNext: !output.options.json }),
    toDocument: toLabDocument,
    render(result: MakeResult, view: View) {
      const then = result.changes ? name : result.next;
      const next = then ? [[[then], result.changes ? MAKE : WHY[then]] as const] : [];
      return renderMade(`${name} is done`, result, { next, view });
    },
  });
}

export const createCache = defineStep({
  name: 'create-cache',
  description: 'make the serverless Valkey cache and wait until it is available (steps 1.1, 1.2)',
  act: actions.createCache,
});

export const createUsers = defineStep({
  name: 'create-users',
  description:
    'make the users and the user group; attach the group to the cache, if any (step 1.4)',
  act: actions.createUsers,
});

export const createRole = defineStep({
  name: 'create-role',
  description: 'make the role and the policy, and attach both policies (steps 1.3, 2.2)',
  act: actions.createRole,
});

/** Renders the result of a command that creates or changes resources. */
export function renderMade(
  title: string,
  result: MakeResult,
  { next, view }: { readonly next: readonly Next[]; readonly view: View },
): string[] {
  const { palette, columns, line } = view;
  if (result.changes) {
    const isNeeded = result.resources.some(({ action }) => action !== 'unchanged');
    return [
      palette.bold(isNeeded ? NOTHING_CHANGED : 'There is nothing to change.'),
      ...renderResources(result.resources, { palette, columns, hasActions: true }),
      ...renderPlanned(result, { isDown: false }, view),
      ...renderNext(isNeeded ? next : [], line, columns),
    ];
  }
  // The progress has shown each resource, and `status` has the table.
  const { resources, elapsedMs, cost } = result;
  const facts = [
    { label: 'Resources', texts: [`${toOutcomes(resources)}, in ${toDurationText(elapsedMs)}`] },
    ...toAccessEntries(result),
  ];
  return [
    palette.bold(`${title} ${toPlaceText(result)}.`),
    ...renderList(facts, columns),
    ...(cost ? renderCost(cost, line).map((one) => palette.dim(one)) : []),
    ...renderNext(next, line, columns),
  ];
}
