import * as actions from '../../actions/index.js';
import type { LogLine } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, flag, text, type Values } from '../command.js';
import { isForPeople } from '../rendering/log-line.js';
import type { Output } from '../rendering/output.js';
import { isInterruption } from '../signals.js';
import type { Head } from './documents.js';
import { FUNCTION_NAME, type FunctionName } from './function-name.js';

const OPTIONS = {
  follow: flag('--follow', 'keep showing new lines until Ctrl-C'),
  since: text('--since <time>', 'how far to look back: 90s, 10m, 24h (default: 10m)'),
};

export const logs = defineCommand({
  name: 'logs',
  description: "show the function's log lines (step 3)",
  examples: [
    'valkey-lab logs',
    'valkey-lab logs --since 24h',
    'valkey-lab logs my-function --follow',
  ],
  argument: FUNCTION_NAME,
  options: OPTIONS,
  async act(options: Values<typeof OPTIONS> & RunOptions & FunctionName, output: Output) {
    if (!options.follow) {
      const result = await actions.logs(options);
      if (result.events.length === 0 && !output.options.json) {
        const since = options.since ?? '10m';
        output.note(`No log lines in the last ${since}: --since 24h looks back further.`);
      }
      return result;
    }
    try {
      const onLine = (line: LogLine) => {
        if (output.options.json || isForPeople(line.message)) output.part(line, renderLine(line));
      };
      await actions.logs({ ...options, onLine, isHeard: output.hasReader });
    } catch (error) {
      // Ctrl-C is the normal end of --follow: set the exit code, but show no failure.
      if (!isInterruption(error)) throw error;
      process.exitCode = error.exitCode;
    }
    return undefined;
  },
  toDocument({ lab, region, account, local, ...result }): LogsDocument {
    const { logGroup, since, events, elapsedMs } = result;
    return { lab, region, account, local, logGroup, since, events, elapsedMs };
  },
  render: ({ events }) => events.filter(({ message }) => isForPeople(message)).map(renderLine),
  hasJsonLines: ({ follow = false }) => follow,
});

interface LogsDocument extends Head {
  readonly logGroup: string;
  readonly since: string;
  readonly events: readonly {
    readonly timestamp: string;
    readonly logStream: string;
    readonly message: string;
  }[];
  readonly elapsedMs: number;
}

function renderLine({ timestamp, message }: LogLine): string {
  return `${timestamp} ${message}`;
}
