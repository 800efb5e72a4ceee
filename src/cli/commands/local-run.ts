import * as actions from '../../actions/index.js';
import { LabError } from '../../errors.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, flag } from '../command.js';
import type { Output } from '../rendering/output.js';
import { runProgram } from '../run-program.js';

interface RunValues extends RunOptions {
  readonly command?: readonly string[];
  readonly withLab?: boolean | undefined;
}

/** `local run`: runs another program, whose exit code becomes this program's. */
export const run = defineCommand({
  name: 'run',
  description: 'run a command that uses the endpoint and reaches no AWS account',
  examples: [
    'valkey-lab local run -- npx vitest run',
    'valkey-lab local run --with-lab -- npm test',
    'valkey-lab local run -- aws elasticache describe-users',
  ],
  argument: {
    name: '<command...>',
    description: 'the command and its arguments, after `--`',
  },
  options: {
    withLab: flag(
      '--with-lab',
      'create a lab first: CACHE_NAME, CACHE_ENDPOINT, CACHE_PORT, CACHE_USER',
    ),
  },
  async act({ command = [], ...options }: RunValues, output: Output): Promise<undefined> {
    if (output.options.json) {
      throw new LabError(
        'USAGE_INVALID',
        '`local run` has no JSON: stdout belongs to the command.',
        {
          hint: 'Leave --json out, or write it after `--` if it is the command’s.',
        },
      );
    }
    await actions.localRun({
      ...options,
      local: true,
      onLog: output.options.verbose ? output.note : undefined,
      async use(environment, signal) {
        output.handOver();
        process.exitCode = await runProgram(command, environment, signal);
      },
    });
    return undefined;
  },
  toDocument: () => ({}),
  render: () => [],
});
