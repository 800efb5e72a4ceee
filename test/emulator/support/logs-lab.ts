import { logsService } from '../../../src/emulator/services/logs/index.js';
import { appendLogEvents } from '../../../src/emulator/state/log-storage.js';
import { createOperations, type Operations, type OperationsOptions } from './operations.js';

export const GROUP = '/aws/lambda/AccessValkey';
export const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;

export interface Filtered {
  readonly events: { readonly message: string; readonly eventId: string }[];
  readonly nextToken?: string;
}

/** CloudWatch Logs' operations, and the log group of one function. */
export interface LogsLab {
  readonly logs: Operations;
  /** Writes lines as a function does. */
  write(stream: string, ...messages: string[]): void;
  filter(input?: object): Promise<Filtered>;
  /** Returns the messages that FilterLogEvents finds. */
  messages(input?: object): Promise<string[]>;
}

/** Creates an account without log groups. */
export function createLogsLab(options: OperationsOptions = {}): LogsLab {
  const logs = createOperations(logsService, options);
  const filter = (input: object = {}) =>
    logs.run<Filtered>('FilterLogEvents', { logGroupName: GROUP, ...input });
  return {
    logs,
    write(stream, ...messages) {
      const { state, account, clock, region } = logs.context;
      const to = { state: state.logs, account, clock, region };
      appendLogEvents({ ...to, group: GROUP, stream, messages });
    },
    filter,
    messages: async (input) => (await filter(input)).events.map(({ message }) => message),
  };
}
