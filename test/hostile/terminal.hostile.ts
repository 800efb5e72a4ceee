import { createServer } from 'node:http';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { spawn } from '@lydell/node-pty';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAM } from '../support/cli.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { attack } from './support/attack.js';

/** Foreign text that tries to control the terminal. */

const ESCAPE = '\u001b';
const HOSTILE = [
  `${ESCAPE}[2J${ESCAPE}[31mred`,
  `${ESCAPE}]0;title\u0007`,
  `${ESCAPE}]8;;http://evil\u0007link`,
  '\u009b31mred',
  '\u009d0;title\u009c',
  'back\b\b\b\rover',
  '\u202eturned\u202c',
  '\u2066isolated\u2069',
  '\u007f',
] as const;
/** Matches characters that must not appear in the program's output. */
const STEERING = /[^\P{Cc}\t\n]|\p{Bidi_Control}/u;
/** Matches the program's own sequences: colours, line ends, and cursor movements of the live view. */
const OWN = new RegExp(`${ESCAPE}\\[((1|2|22|3[1236]|39)m|[0-9]*[AGK]|\\?25[hl])|\\r(?=\\n)`, 'g');

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Runs the program in a terminal and returns its output. */
function runInTerminal(args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<string>((resolve) => {
    let written = '';
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      ...{ cols: 120, rows: 40, cwd: cli.home, name: 'xterm-256color' },
      env: { PATH: process.env['PATH'] ?? '', HOME: cli.home, ...env },
    });
    child.onData((data) => {
      written += data;
    });
    child.onExit(() => resolve(written));
  });
}

const withoutOwn = (written: string) => written.replaceAll(OWN, '');

/** Writes these lines to the function's log group on the local endpoint. */
async function writeLines(lines: readonly string[]): Promise<void> {
  const { endpoint, accessKeyId, secretAccessKey } = cli.record();
  const credentials = { accessKeyId, secretAccessKey };
  const logs = new CloudWatchLogsClient({ region: 'us-east-1', endpoint, credentials });
  const stream = { logGroupName: '/aws/lambda/AccessValkey', logStreamName: 'hostile' };
  await logs.send(new CreateLogStreamCommand(stream));
  const logEvents = lines.map((message) => ({ message, timestamp: Date.now() }));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  logs.destroy();
}

describe('a terminal gets no control character from', () => {
  test('log lines, in any form of output', async (context) => {
    await cli.run(['up', '--local']);
    await writeLines(HOSTILE);
    const name = 'escapes in log lines';
    await attack(context, { area: 'commands', name, times: HOSTILE.length }, async () => {
      const shown = await runInTerminal(['logs', '--local', '--quiet']);
      expect(shown).toContain('\\u001b[2J\\u001b[31mred');
      expect(withoutOwn(shown)).not.toMatch(STEERING);
      const piped = await cli.run(['logs', '--local', '--json']);
      expect(piped.stdout).not.toMatch(STEERING);
      const { events } = piped.json<{ events: { message: string }[] }>();
      expect(events.map(({ message }) => message).sort()).toEqual([...HOSTILE].sort());
    });
  });

  test('AWS’s messages and ARNs', async (context) => {
    // XML does not allow C0 characters, but it allows C1 characters and direction marks.
    const text = HOSTILE.map((part) => part.replaceAll(/[^\P{Cc}\u0080-\u009f]/gu, '')).join(' ');
    const arn = `arn:aws:sts::123456789012:assumed-role/r/${text}`;
    const server = createServer(async (request, response) => {
      let asked = '';
      for await (const chunk of request) asked += chunk;
      const isIdentity = asked.includes('GetCallerIdentity');
      if (!asked.includes('Action=')) {
        const type = { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDenied' };
        response
          .writeHead(403, type)
          .end(JSON.stringify({ __type: 'AccessDenied', message: text }));
        return;
      }
      response.writeHead(isIdentity ? 200 : 403, { 'content-type': 'text/xml' });
      response.end(
        isIdentity
          ? `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
          : `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${text}</Message></Error></ErrorResponse>`,
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    await attack(context, { area: 'commands', name: 'escapes in AWS’s answers' }, async () => {
      const shown = await runInTerminal(['create-role'], env);
      expect(shown).toMatch(/assumed-role[\s\S]*ACCESS_DENIED.*\\u009b31mred/);
      expect(withoutOwn(shown)).not.toMatch(STEERING);
      const piped = await cli.run(['create-role', '--json'], env);
      expect(piped.stdout + piped.stderr).not.toMatch(STEERING);
    });
    server.close();
  });
});
