import { afterAll, describe, test } from 'vitest';
import { createClock } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { isRead } from './support/calls.js';
import { startChaosLab } from './support/chaos-lab.js';
import { makeLab } from './support/made-lab.js';
import { expectNothingLeft } from './support/tally.js';

const MINUTE_MS = 60_000;

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

describe.concurrent('the clock of the machine is wrong', () => {
  const minutes = [-10, 10, -45, 45];
  test.concurrent.for(sample(minutes))(
    'by %i minutes: every command succeeds',
    async (by, context) => {
      const clock = createClock(() => Date.now() + by * MINUTE_MS);
      await using lab = await startChaosLab(cli, { clock });
      for (const command of ['up', 'up', 'invoke', 'status', 'down']) {
        const { exitCode, stderr } = await lab.run([command]);
        context.expect(exitCode, `${command}: ${stderr}`).toBe(0);
      }
      // Each client corrects its clock after one refused call and repeats no other call.
      const calls = lab.emulator.calls().filter(({ operation }) => !isRead(operation));
      context.expect(calls.length).toBeLessThan(40);
      expectNothingLeft(context, lab);
      count(context, 'wrong clocks');
    },
  );
});

describe.concurrent('credentials expire in the middle', () => {
  const moments = [1, 4, 7, 10].flatMap((at) => [['up', at] as const, ['down', at] as const]);
  test.concurrent.for(sample(moments))(
    'of %s, at change %i: the command reports it, and works again with new credentials',
    async ([command, at], context) => {
      await using lab = await startChaosLab(cli);
      const { emulator } = lab;
      if (command === 'down') await makeLab(emulator);
      const session = {
        accessKeyId: 'ASIACHAOSCHAOSCHAOSX',
        secretAccessKey: 'a-made-up-secret',
        sessionToken: 'a-session-token',
        principal: { kind: 'administrator' as const },
      };
      emulator.state.credentials.set(session.accessKeyId, session);
      let changes = 0;
      lab.onCall = ({ phase, operation }) => {
        if (phase !== 'after' || isRead(operation)) return undefined;
        changes += 1;
        if (changes === at) {
          const expiresAtMs = emulator.clock.now();
          emulator.state.credentials.set(session.accessKeyId, { ...session, expiresAtMs });
        }
        return undefined;
      };

      const { exitCode, stdout, stderr } = await lab.run([command, '--json'], {
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
      });

      context.expect(exitCode, stderr).toBe(1);
      context.expect(JSON.parse(stdout).error.code).toBe('CREDENTIALS_REFUSED');
      context.expect(stdout + stderr).not.toContain(session.sessionToken);
      lab.onCall = undefined;
      const again = await lab.run([command]);
      context.expect(again.exitCode, again.stderr).toBe(0);
      const down = await lab.run(['down']);
      context.expect(down.exitCode, down.stderr).toBe(0);
      expectNothingLeft(context, lab);
      count(context, 'expired credentials');
    },
  );
});
