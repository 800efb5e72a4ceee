import * as actions from '../../actions/index.js';
import { STEP_NUMBERS, type StepNumber } from '../../actions/learn/numbers.js';
import type { LearnOptions } from '../../actions/options.js';
import type { Answer, LearnResult, ShellCommand } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, flag, type View } from '../command.js';
import { renderLesson, renderSteps } from '../rendering/lesson.js';
import { renderShellCommand } from '../rendering/shell-command.js';
import type { LabDocument, ResourceDocument } from './documents.js';
import { type RuleDocument, toRuleDocuments } from './explain.js';
import { DRY_RUN } from './make.js';

export const learn = defineCommand({
  name: 'learn',
  description:
    "AWS's tutorial as a lesson: each step, why it is needed, and what breaks without it",
  examples: [
    'valkey-lab learn                 # the list of steps',
    'valkey-lab learn 1.1             # the first step, on this machine',
    'valkey-lab learn 5.1             # break the lab, and repair it',
    'valkey-lab learn 1.3 --dry-run   # show the step and its commands; change nothing',
  ],
  argument: {
    name: '[step]',
    description: 'the number of the step; without it, the steps are listed',
    choices: STEP_NUMBERS,
  },
  options: {
    aws: flag('--aws', 'use your AWS account; without it, a lesson needs none'),
    dryRun: DRY_RUN,
  },
  isLocal: ({ aws }) => !aws,
  act: (options: LearnOptions & RunOptions) => actions.learn(options),
  isBrief: true,
  verdicts: ['NOT_PROVEN'],
  toDocument,
  toFailureMembers: ({ commands, rules, repair }, { line }) => ({
    ...(commands && { commands: commands.map(toText) }),
    ...(rules && { rules: toRuleDocuments(rules, line) }),
    ...(repair && { repair: toRepairDocument(repair) }),
  }),
  render: (result, view) =>
    result.step ? renderLesson(result, result.step, view) : renderSteps(result, view),
});

interface LearnDocument {
  readonly lab: string;
  readonly region: string | null;
  readonly account: string | null;
  readonly local: boolean;
  readonly steps: readonly TitleDocument[];
  readonly step:
    | (TitleDocument & {
        readonly what: string;
        readonly why: string;
        readonly without: string | null;
        readonly symptom: string | null;
      })
    | null;
  readonly dryRun: boolean;
  readonly commands: readonly string[];
  readonly resources: readonly ResourceDocument[];
  readonly endpoint: { readonly address: string; readonly port: number } | null;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly answers: readonly Answer[];
  readonly rules: readonly RuleDocument[] | null;
  readonly repair: RepairDocument | null;
  readonly cost: LabDocument['cost'];
  readonly next: StepNumber | null;
  readonly elapsedMs: number;
}

interface TitleDocument {
  readonly number: StepNumber;
  readonly title: string;
  readonly chapter: string;
}

interface RepairDocument {
  readonly text: string;
  readonly command: readonly string[] | null;
  readonly commands: readonly string[];
  readonly resources: readonly ResourceDocument[];
  readonly proof: string | null;
}

function toDocument(
  { commands, rules, repair, ...result }: LearnResult,
  { line }: View,
): LearnDocument {
  return {
    ...result,
    commands: commands.map(toText),
    rules: rules && toRuleDocuments(rules, line),
    repair: repair && toRepairDocument(repair),
  };
}

function toRepairDocument(repair: NonNullable<LearnResult['repair']>): RepairDocument {
  return { ...repair, commands: repair.commands.map(toText) };
}

const toText = (command: ShellCommand) =>
  renderShellCommand(command, Number.POSITIVE_INFINITY).join('\n');
