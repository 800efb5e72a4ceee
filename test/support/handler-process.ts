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
  invoke(): Promise<Invocation>;
  /** Everything that was written to stdout and stderr so far. */
  output(): string;
  close(): Promise<void>;
}

const RUNNER = `
  const { handler } = await import(process.argv[1]);
  process.on('message', async () => {
    try {
      process.send({ value: await handler({}, {}) });
    } catch (error) {
      process.send({ errorType: error.name, errorMessage: error.message });
    }
  });
`;

/** Starts the process with this environment and nothing else of ours. */
export function startHandler(env: Record<string, string>): HandlerProcess {
  const child = fork(toProgramFile('handler/index.mjs'), {
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
    async invoke() {
      const answered = once(child, 'message');
      child.send('invoke');
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
