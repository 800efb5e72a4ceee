import { createClients } from '../aws/clients.js';
import { readIdentity } from '../aws/identity.js';
import type { Ui } from '../cli/rendering/ui.js';
import type { ResourceReport } from '../engine/events.js';
import { readExisting } from '../engine/existing.js';
import { createSession } from '../session/create-session.js';
import type { Session } from '../session/session.js';
import type { Target } from '../session/target.js';
import type { Envelope } from './session/envelope.js';
import { type CommandFlags, toRepeatedFlags } from './session/flags.js';
import { withTarget } from './session.js';

export type { CommandFlags } from './session.js';

/** What the commands share, beside what the steps get. */
export interface CommandContext extends Session {
  readonly flags: CommandFlags;
  readonly target: Target;
  /** The resources that are done so far, for reports of failures too. */
  readonly done: ResourceReport[];
  /** The head of every JSON document. */
  envelope(): Envelope;
}

/**
 * Opens what a command needs (configuration, target, clients, identity), runs it, closes it again.
 * `check` looks at the command's own options before anything is opened.
 */
export function withContext(
  command: string,
  flags: CommandFlags,
  ui: Ui,
  run: (ctx: CommandContext) => Promise<void>,
  check?: () => void,
): Promise<void> {
  return withTarget(
    command,
    flags,
    ui,
    async ({ session, config, target }) => {
      const { access, local } = target;
      const { region } = access;
      const { lab } = config;
      const aws = createClients(access, (call) => ui.call(call));
      try {
        const identity = await readIdentity(aws);
        session.identity = identity;
        ui.note(`${identity.arn} in ${region}${lab ? `, lab ${lab}` : ''}`);
        const ctx: CommandContext = {
          ...createSession({
            ...{ config, region, aws, signal: session.signal },
            report(event) {
              if (event.type === 'finished') noteDone(session.done, event.report);
              ui.report(event);
            },
          }),
          ...{ flags, identity, target, done: session.done },
          envelope: () => ({ command, ok: true, lab, region, account: identity.account, local }),
        };
        session.findExisting = async () => {
          const { blueprint } = await import('../resources/index.js');
          return readExisting(blueprint.resources, ctx);
        };
        await run(ctx);
      } finally {
        // After an interrupt they are needed to see what exists, and the program ends anyway.
        if (!session.signal.aborted) aws.close();
      }
    },
    check,
  );
}

/** What is looked at a second time is reported as it was then. */
function noteDone(done: ResourceReport[], report: ResourceReport): void {
  const earlier = done.findIndex(({ kind, name }) => kind === report.kind && name === report.name);
  if (earlier === -1) done.push(report);
  else done[earlier] = report;
}

/** What to type next, about the same lab, with the reasons in a column. */
export function toNextLines(
  next: readonly (readonly [command: string, why: string])[],
  flags: CommandFlags,
  program: string,
): string[] {
  const commands = next.map(([command]) => `${program} ${command}${toRepeatedFlags(flags)}`);
  const width = Math.max(...commands.map(({ length }) => length));
  return commands.map((command, index) => {
    const head = index === 0 ? 'Next:' : '     ';
    return `${head} ${command.padEnd(width)}   # ${next[index]?.[1]}`;
  });
}
