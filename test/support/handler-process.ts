import { fork } from 'node:child_process';
import { once } from 'node:events';
import { toProgramFile } from '../../src/program-files.js';
import type { TlsCache } from './tls-cache.js';

/** The outcome of an invocation: the returned value, or the error as Lambda reports it. */
export interface Invocation {
  readonly value?: unknown;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** The built handler in its own process, as in a Lambda environment. */
export interface HandlerProcess {
  /** Invokes the handler with this event. Default: `{}`. */
  invoke(event?: object): Promise<Invocation>;
  /** Returns everything that the process has written to stdout and stderr. */
  output(): string;
  close(): Promise<void>;
}

/** Returns the environment that Lambda gives the lab's function, with a role's temporary credentials. */
export function toHandlerEnvironment(cache: TlsCache): Record<string, string> {
  return {
    CACHE_NAME: 'cache-01',
    CACHE_ENDPOINT: cache.host,
    CACHE_PORT: String(cache.port),
    CACHE_USER: 'iam-user-01',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjE//session==',
    NODE_EXTRA_CA_CERTS: cache.caFile,
  };
}

const RUNNER = `
  const { handler } = await import(process.argv[1]);
  process.on('message', async (event) => {
    try {
      const getRemainingTimeInMillis = () => Number(process.argv[2]);
      process.send({ value: await handler(event, { getRemainingTimeInMillis }) });
    } catch (error) {
      process.send({ errorType: error.name, errorMessage: error.message });
    }
  });
`;

/** Starts the process with only this environment. `file` is the path of the handler, and Lambda would end it after `timeoutMs`. */
export function startHandler(
  env: Record<string, string>,
  { file = toProgramFile('handler/index.mjs'), timeoutMs = 30_000 } = {},
): HandlerProcess {
  const child = fork(file, [`${timeoutMs}`], {
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
