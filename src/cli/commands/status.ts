import * as actions from '../../actions/index.js';
import type { Problem, StatusResult } from '../../actions/results.js';
import { defineCommand } from '../command.js';
import { toAccessEntries } from '../rendering/access.js';
import { type CommandLine, renderHint, withoutLab } from '../rendering/hint.js';
import { renderResources, toPlaceText } from '../rendering/lab.js';
import { type Entry, renderList } from '../rendering/layout.js';
import { type Next, renderNext } from '../rendering/next.js';
import type { LabDocument } from './documents.js';

export const status = defineCommand({
  name: 'status',
  description: 'show the state of every resource, and the problems',
  examples: ['valkey-lab status', 'valkey-lab status --local --json'],
  options: {},
  act: (options) => actions.status(options),
  toDocument({ lab, region, account, local, ...result }, { line }): StatusDocument {
    const { resources, endpoint, elapsedMs } = result;
    const problems = result.problems.map(({ resource, remedy, ...rest }) => {
      return { resource, problem: toProblemText(rest, line), remedy };
    });
    return { lab, region, account, local, resources, problems, endpoint, elapsedMs };
  },
  render(result, { palette, line, columns }) {
    const { resources, problems } = result;
    const missing = resources.filter(({ state }) => state === 'absent').length;
    const next = toNext(missing, problems);
    const isTaken = problems.some(({ remedy }) => remedy === 'rename');
    const title = palette.bold(toTitle(result, missing));
    const facts = [...toOwnerEntries(resources), ...toAccessEntries(result)];
    if (missing === resources.length) return [title, ...renderNext(next, line, columns)];
    return [
      title,
      ...renderResources(resources, { palette, columns, hasActions: false }),
      ...problems.map(({ resource, ...rest }) => {
        const text = toProblemText(rest, line);
        return `${palette.yellow('!')} ${resource.replace('/', ' ')} ${text}.`;
      }),
      ...renderList(facts, columns),
      ...renderNext(next, isTaken ? withoutLab(line) : line, columns),
    ];
  },
});

/** Names the people or roles that made the lab's resources. */
function toOwnerEntries(resources: StatusResult['resources']): Entry[] {
  const owners = new Set(resources.flatMap(({ owned, owner }) => (owned && owner) || []));
  return owners.size > 0 ? [{ label: 'Owner', texts: [[...owners].join(', ')] }] : [];
}

interface StatusDocument extends LabDocument {
  readonly problems: readonly {
    readonly resource: string;
    readonly problem: string;
    readonly remedy: 'up' | 'wait' | 'rename' | 'by-hand';
  }[];
}

function toTitle(result: StatusResult, missing: number): string {
  const { resources, problems, exposure } = result;
  if (missing === resources.length) return `There is no lab ${toPlaceText(result)}.`;
  const isChanging = problems.some(({ remedy }) => remedy === 'wait');
  const wrong = problems.filter(({ remedy }) => remedy !== 'wait').length;
  const parts = [
    missing > 0 && `${missing} missing`,
    wrong > 0 && `${wrong} with problems`,
    isChanging && 'AWS is still working',
  ].filter(Boolean);
  const lab = exposure ? 'The public lab' : 'The lab';
  return parts.length === 0
    ? `${lab} is complete.`
    : `${lab} is not complete: ${parts.join(', ')}.`;
}

/** Returns a problem with its solution, without the final full stop. */
function toProblemText(
  { problem, hint }: Pick<Problem, 'problem' | 'hint'>,
  line: CommandLine,
): string {
  return hint ? `${problem}. ${renderHint(hint, line)}`.replace(/\.$/, '') : problem;
}

/** Chooses the next command. When a foreign resource has one of the lab's names, only another lab name helps. */
function toNext(missing: number, problems: readonly Problem[]): Next[] {
  const has = (wanted: Problem['remedy']) => problems.some(({ remedy }) => remedy === wanted);
  if (has('rename')) return [[['up', '--lab', 'NAME'], 'make a lab with other names']];
  if (has('up')) return [[['up'], 'make the missing resources and repair the others']];
  if (missing > 0) return [[['up'], 'make the missing resources']];
  if (has('wait')) return [[['up'], 'wait for AWS and continue from there']];
  return [];
}
