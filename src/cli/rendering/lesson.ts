import type { Answer, LearnResult, LessonText, ShellCommand } from '../../actions/results.js';
import type { View } from '../command.js';
import { renderCommand } from './hint.js';
import { NOTHING_CHANGED, renderCost, renderResources } from './lab.js';
import { fold, renderList } from './layout.js';
import { type Next, renderNext } from './next.js';
import { toRuleEntries } from './rules.js';
import { renderShellCommand } from './shell-command.js';
import { renderTable } from './table.js';

/** Renders the list of steps, by chapter. */
export function renderSteps({ steps }: LearnResult, { palette, columns, line }: View): string[] {
  const chapters = [...new Set(steps.map(({ chapter }) => chapter))];
  const list = chapters.flatMap((chapter) => [
    '',
    palette.bold(chapter),
    ...steps.flatMap((one) =>
      one.chapter === chapter ? fold(`  ${one.number.padEnd(3)}  ${one.title}`, columns, 5) : [],
    ),
  ]);
  return [
    palette.bold(TITLE),
    fold(INTRODUCTION, columns, 0),
    ...list,
    '',
    ...renderNext([[['learn', '1.1'], 'run the first step']], line, columns),
  ];
}

const TITLE = 'IAM authentication for ElastiCache, step by step';
const INTRODUCTION =
  "Steps 1.1 to 4.3 are those of AWS's tutorial; the steps 5.1 to 5.6 break the lab and repair it. Each step first makes what it needs, so you can run them in any order.";

/** Renders one step: its text, its commands, what it did, and the next step. */
export function renderLesson(result: LearnResult, step: LessonText, view: View): string[] {
  const { palette, columns, line } = view;
  const { number, title, chapter, what, why, without, symptom } = step;
  const reasons = [
    { label: 'Why', texts: [why] },
    ...(without === null ? [] : [{ label: 'Without it', texts: [without] }]),
    ...(symptom === null ? [] : [{ label: 'You see', texts: [symptom] }]),
  ];
  return [
    palette.dim(chapter),
    palette.bold(`${number}  ${title}`),
    '',
    fold(what, columns, 0),
    '',
    ...renderList(reasons, columns),
    ...renderCommands(result, view),
    ...renderDone(result, view),
    ...renderAnswers(result.answers, view),
    ...renderRules(result, view),
    ...renderRepair(result, view),
    ...(result.cost ? ['', ...renderCost(result.cost, line).map(palette.dim)] : []),
    '',
    ...renderNext(toNext(result), line, columns),
  ];
}

function toNext({ steps, step, dryRun, next }: LearnResult): Next[] {
  if (dryRun && step) return [[['learn', step.number], 'run this step']];
  const following = steps.find(({ number }) => number === next);
  if (!following) return [[['up'], 'make a lab that stays']];
  return [[['learn', following.number], following.title]];
}

function renderCommands(result: LearnResult, view: View): string[] {
  const { commands } = result;
  if (commands.length === 0) return [];
  const { palette } = view;
  const first = commands.some(({ words }) => words[0]?.[0] === 'aws')
    ? [
        palette.dim('# once in each shell:'),
        ...paste([toPreparation(result, view)], view),
        palette.dim('# the step itself:'),
      ]
    : [];
  return ['', palette.bold('By hand, instead of this step'), ...first, ...paste(commands, view)];
}

/** Returns the command after which the AWS CLI finds the lab. */
function toPreparation({ local, region }: LearnResult, { line }: View): ShellCommand {
  const given = line.repeated.filter(([option]) => option === '--region').flat();
  const [before, after] = local
    ? ['eval', `"$(${renderCommand(['local', 'env', ...given], line)})"`]
    : ['export', `AWS_REGION=${region}`];
  return { words: [], frame: { before, after } };
}

/** Renders commands for pasting. One option on each line is easier to read than a long line, also in a file. */
function paste(commands: readonly ShellCommand[], { palette, columns }: View): string[] {
  const width = Math.min(columns, 100);
  return commands.flatMap((command) => renderShellCommand(command, width)).map(palette.cyan);
}

function renderDone({ resources, facts, dryRun }: LearnResult, view: View): string[] {
  const heading = dryRun ? NOTHING_CHANGED : 'What changed';
  const list = facts.map(({ label, text }) => ({ label, texts: [text] }));
  return [
    ...renderChanged(heading, resources, view),
    ...(list.length > 0
      ? ['', view.palette.bold('Result'), ...renderList(list, view.columns)]
      : []),
  ];
}

function renderChanged(
  heading: string,
  resources: LearnResult['resources'],
  { palette, columns }: View,
): string[] {
  if (resources.length === 0) return [];
  const table = renderResources(resources, { palette, columns, hasActions: true });
  return ['', palette.bold(heading), ...table];
}

function renderAnswers(answers: readonly Answer[], { palette, columns }: View): string[] {
  if (answers.length === 0) return [];
  const rows = answers.map(({ what, outcome, reply }) => [what, outcome, reply]);
  const head = ['tried', 'was', 'answer'].map(palette.dim);
  return [
    '',
    palette.bold('What happened'),
    ...renderTable({ head, rows, flexible: REPLY }, columns),
  ];
}

/** The column of the replies, which may have several lines. */
const REPLY = 2;

function renderRules({ rules }: LearnResult, view: View): string[] {
  if (rules === null) return [];
  const { palette, columns } = view;
  const found =
    rules.length === 0 ? ['No broken rule.'] : renderList(toRuleEntries(rules, view), columns);
  return ['', palette.bold('What `explain` finds'), ...found];
}

function renderRepair({ repair }: LearnResult, view: View): string[] {
  if (!repair) return [];
  const { palette, columns, line } = view;
  const { text, command, commands, resources, proof } = repair;
  return [
    '',
    palette.bold('How to repair it'),
    fold(command ? `${text} \`${renderCommand(command, line)}\` does that.` : text, columns, 0),
    ...paste(commands, view),
    ...renderChanged('This step has repaired it', resources, view),
    ...(proof === null ? [] : [fold(proof, columns)]),
  ];
}
