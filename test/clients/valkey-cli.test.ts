import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRequest } from '../../src/emulator/cache/resp/command.js';
import { type ClientLab, startClientLab, USER } from './support.js';

const execute = promisify(execFile);
const PATH = process.env['PATH'];

/** Returns why the tests cannot use a program on this machine, or undefined if they can. */
async function findProblem(program: string): Promise<string | undefined> {
  // A program that was built without TLS does not know the option `--tls`.
  return execute(program, ['--tls', '--version'], { env: { PATH } }).then(
    () => undefined,
    (error: Error) => `${program} with TLS is not installed: ${error.message.split('\n')[0]}`,
  );
}

describe.each(['valkey-cli', 'redis-cli'])('%s', (program) => {
  let lab: ClientLab;
  let token: string;
  let problem: string | undefined;
  beforeAll(async () => {
    problem = await findProblem(program);
    lab = await startClientLab();
    token = await lab.token();
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  /** Runs the program and returns its output. */
  async function run(args: readonly string[], input: string | Buffer = '', password = token) {
    const to = ['-h', lab.host, '-p', String(lab.port), '--tls', '--cacert', lab.caFile];
    const login = ['--user', USER, '--no-auth-warning'];
    const env = { PATH, REDISCLI_AUTH: password };
    const running = execute(program, [...to, ...login, ...args], { env });
    running.child.stdin?.end(input);
    const { stdout, stderr } = await running;
    return `${stdout}${stderr}`;
  }

  test.for([[], ['-3'], ['-c']])('logs in with %j and works', async (options, { skip }) => {
    skip(problem !== undefined, problem);

    expect(await run([...options, 'ACL', 'WHOAMI'])).toBe(`${USER}\n`);
    expect(await run(options, 'SET a 1\nINCR a\nMULTI\nINCR a\nGET a\nEXEC\n')).toBe(
      'OK\n2\nOK\nQUEUED\nQUEUED\n3\n3\n',
    );
    expect(await run([...options, 'MGET', 'a', 'b'])).toContain('CROSSSLOT');
    expect(await run([...options, 'PSUBSCRIBE', '*'])).toContain("unknown command 'PSUBSCRIBE'");
  });

  test("prints Valkey's error for a refused login", async ({ skip }) => {
    skip(problem !== undefined, problem);

    const output = await run(['GET', 'a'], '', `${token}0`);

    expect(output).toContain('WRONGPASS invalid username-password pair or user is disabled.');
    expect(lab.log.splice(0).join()).toContain('(signature)');
  });

  test('loads a stream of requests with --pipe', async ({ skip }) => {
    skip(problem !== undefined, problem);
    const requests = Array.from({ length: 20_000 }, (_, index) =>
      toRequest(['SET', `pipe:${index}`, Buffer.from([index % 256, 13, 10, 0])]),
    );

    const output = await run(['--pipe'], Buffer.concat(requests));

    expect(output).toContain('errors: 0, replies: 20000');
    const listed = await run(['--scan', '--pattern', 'pipe:*']);
    expect(new Set(listed.trim().split('\n')).size).toBe(20_000);
  });
});
