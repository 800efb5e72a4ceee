import type { ShellCommand } from '../../src/actions/learn/shell-command.js';
import { type LabFacts, type Step, toShownTags } from '../../src/actions/learn/step.js';
import { STEPS, toChapter } from '../../src/actions/learn/steps/index.js';
import { renderShellCommand } from '../../src/cli/rendering/shell-command.js';
import { loadConfig } from '../../src/session/config.js';

const BEGIN = '<!-- written by `npm run docs` from the steps of `learn` in the code -->';
const END = '<!-- end of the steps -->';

const config = loadConfig({ flags: {}, env: {}, cwd: '/nonexistent' });

/** A lab with the tutorial's names. The ids and the address are examples. */
export const LAB: LabFacts = {
  config,
  identity: { account: '123456789012', partition: 'aws', arn: '' },
  region: 'us-east-1',
  tags: toShownTags(config, 'us-east-1'),
  handlerFolder: 'node_modules/valkey-lab/dist/handler',
  endpoint: { address: 'cache-01-a1b2c3.serverless.use1.cache.amazonaws.com', port: 6379 },
  subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'],
  securityGroupIds: ['sg-0a1b2c3d'],
};

const COLUMNS = 100;

/** Returns the page docs/TUTORIAL.md with every step of the lesson. Throws when its marks are missing. */
export function renderLesson(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/TUTORIAL.md must contain these two lines:\n${BEGIN}\n${END}`);
  }
  const chapters = [...new Set(STEPS.map(({ number }) => toChapter(number)))];
  const lines = chapters.flatMap((chapter) => [
    `## ${chapter}`,
    '',
    ...STEPS.filter(({ number }) => toChapter(number) === chapter).flatMap(renderStep),
  ]);
  return [`${before}${BEGIN}\n`, ...lines, `${END}${after}`].join('\n');
}

function renderStep(step: Step): string[] {
  const { number, title, what, why, without, symptom, commands, repair } = step;
  return [
    ...[`### ${number} ${title}`, '', what, ''],
    ...[`**Why.** ${why}`, ''],
    ...(without === undefined ? [] : [`**Without it.** ${without}`, '']),
    ...renderCommands(commands(LAB)),
    ...(symptom === undefined ? [] : [`**You see.** ${symptom}`, '']),
    ...(repair ? [`**Repair.** ${repair.text}`, '', ...renderCommands(repair.commands(LAB))] : []),
  ];
}

/** The block is `bash`, not `sh`: the tests paste `sh` blocks into the local endpoint, where these names differ. */
function renderCommands(commands: readonly ShellCommand[]): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => renderShellCommand(command, COLUMNS));
  return ['```bash', ...lines, '```', ''];
}
