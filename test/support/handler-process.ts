import { fork } from 'node:child_process';
import { once } from 'node:events';
import { toProgramFile } from '../../src/program-files.js';

/** What an invocation came to: the returned value, or the error as Lambda would report it. */
export interface Invocation {
  readonly value?: unknown;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** The built handler in a process of its own, as in a Lambda environment. */
export interface HandlerProcess {
  /** With this event; `{}` if none is given. */
  invoke(event?: object): Promise<Invocation>;
  /** Everything that was written to stdout and stderr so far. */
  output(): string;
  close(): Promise<void>;
}

const RUNNER = `
  const { handler } = await import(process.argv[1]);
  process.on('message', async (event) => {
    try {
      process.send({ value: await handler(event, {}) });
    } catch (error) {
      process.send({ errorType: error.name, errorMessage: error.message });
    }
  });
`;

/** Starts the process with this environment and nothing else of ours; `file` is the handler's. */
export function startHandler(
  env: Record<string, string>,
  file = toProgramFile('handler/index.mjs'),
): HandlerProcess {
  const child = fork(file, {
    execArgv: ['--input-type=module', '--eval', RUNNER],
    env,
    silent: true,
  });
  let output = '';
  const note = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  return {
    async invoke(event: object = {}) {
      const answered = once(child, 'message');
      child.send(event);
      const [invocation] = await answered;
      return invocation;
    },
    output: () => output,
    async close() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
