import * as actions from '../../actions/index.js';
import type { PackedFunction } from '../../actions/options.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, list, number, text, type Values } from '../command.js';
import type { Next } from '../rendering/next.js';
import type { Output } from '../rendering/output.js';
import { type LabDocument, toLabDocument } from './documents.js';
import { DRY_RUN, MAKE, PUBLIC, renderMade, WHY } from './make.js';
import { toVariables } from './variables.js';

/** The options of commands that deploy a function of the user. */
export const FUNCTION = {
  name: text('--name <name>', 'name of your function (default: that of the folder)'),
  handler: text('--handler <handler>', 'its entry, such as index.handler or src/app.handler'),
  runtime: text('--runtime <runtime>', 'such as nodejs24.x or python3.13'),
  memory: number('--memory <mb>', 'memory in MB (default: 256)'),
  functionTimeout: number('--function-timeout <s>', 'seconds for an invocation (default: 30)'),
  env: list('--env <key=value>', 'a variable of your function; may be repeated'),
};

const OPTIONS = { ...FUNCTION, dryRun: DRY_RUN, public: PUBLIC };

export const deployFunction = defineCommand({
  name: 'deploy-function',
  description:
    'pack the proof function, or with a path your own, and make or update it (steps 2.1, 2.3)',
  examples: [
    'valkey-lab deploy-function',
    'valkey-lab deploy-function ./my-function',
    'valkey-lab deploy-function ./api --name orders --env STAGE=test',
    'valkey-lab deploy-function build.zip --handler index.handler',
  ],
  argument: { name: '[path]', description: 'the folder of your function, or a .zip' },
  options: OPTIONS,
  act({ env, ...options }: DeployValues, output: Output) {
    return actions.deployFunction({
      ...options,
      env: toVariables(env),
      // The JSON document has no next command, so do not look for it.
      findNext: options.path === undefined && !output.options.json,
      onPacked: (packed) => showPacked(packed, output),
    });
  },
  toDocument: (result): LabDocument => toLabDocument(result),
  render(result, view) {
    const { changes, deployed, next: then } = result;
    const next: Next[] = [];
    if (changes) next.push([['deploy-function', ...(deployed ? [deployed.path] : [])], MAKE]);
    else if (deployed) next.push([['invoke', deployed.name], 'call it']);
    else if (then) next.push([[then], WHY[then]]);
    return renderMade('deploy-function is done', result, { next, view });
  },
});

type DeployValues = Values<typeof OPTIONS> & RunOptions & { readonly path?: string | undefined };

function showPacked({ files, bytes, runtime, handler }: PackedFunction, output: Output): void {
  if (!output.options.verbose) return;
  for (const file of files) output.note(`packed ${file.name} (${file.bytes} bytes)`);
  output.note(`The package has ${bytes} bytes: ${runtime}, ${handler}.`);
}
