import type { MachineContext } from '../actions/doctor/check.js';
import { diagnose } from '../actions/doctor/index.js';
import { createClients } from '../aws/clients.js';
import { readIdentity } from '../aws/identity.js';
import type { Palette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { blueprint } from '../resources/index.js';
import { findPermissions, toOperatorPolicy } from '../resources/operator-policy.js';
import type { CheckState, Finding } from '../resources/shared/check.js';
import { createSession } from '../session/create-session.js';
import { type CommandFlags, withTarget } from './session.js';

export interface DoctorFlags extends CommandFlags {
  readonly printPolicy?: boolean;
}

/** Looks at all that `up` needs, and changes nothing; with --print-policy shows what an operator may have to be allowed. */
export async function runDoctor(flags: DoctorFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  await withTarget('doctor', flags, ui, async ({ session, config, target }) => {
    const { region } = target.access;
    const { lab } = config;
    const aws = createClients(target.access, (call) => ui.call(call));
    const ctx: MachineContext = {
      ...createSession({ config, region, aws, signal: session.signal, report: () => {} }),
      isLocal: target.local,
      isDefaultRegion: target.isDefaultRegion,
    };
    try {
      if (flags.printPolicy) return await printPolicy(ctx, ui);
      const { identity, findings } = await diagnose(blueprint, ctx);
      if (identity) session.identity = identity;
      const failed = findings.filter(({ state }) => state === 'failed');
      if (failed.length > 0) {
        if (!ui.options.json) ui.result({}, () => toText(findings, ui));
        throw new LabError(
          'CHECK_FAILED',
          `${failed.length} of ${findings.length} checks failed: ${failed.map(({ check }) => check).join(', ')}.`,
          {
            details: { checks: findings },
          },
        );
      }
      const head = { command: 'doctor', ok: true, lab, region, account: identity?.account ?? null };
      const elapsedMs = Math.round(performance.now() - started);
      const document = { ...head, local: target.local, checks: findings, elapsedMs };
      ui.result(document, () => toText(findings, ui));
    } finally {
      aws.close();
    }
  });
}

/** For whoever gives permissions; without credentials of one's own the account stays open. */
async function printPolicy(ctx: MachineContext, ui: Ui): Promise<void> {
  const scope = { region: ctx.region, names: ctx.config.names };
  const known = await readIdentity(ctx.aws).catch(() => {
    ui.note('Without credentials the account is not known: the policy says * for it.');
    return { account: '*', partition: 'aws' };
  });
  const policy = toOperatorPolicy(findPermissions(blueprint), { ...scope, ...known });
  ui.result(policy, () => `${JSON.stringify(policy, null, 2)}\n`);
}

const MARKS: Readonly<Record<CheckState, (palette: Palette) => string>> = {
  ok: (palette) => palette.green('✓'),
  warning: (palette) => palette.yellow('!'),
  failed: (palette) => palette.red('✗'),
  unknown: (palette) => palette.dim('?'),
};

function toText(findings: readonly Finding[], { palette, program }: Ui): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, message, remedy }) => {
    const line = `${MARKS[state](palette)} ${check.padEnd(width)}  ${message}`;
    if (!remedy) return [line];
    const next = remedy.replaceAll('`valkey-lab ', `\`${program} `);
    return [line, `  ${' '.repeat(width)}  ${palette.cyan('Next:')} ${next}`];
  });
  const count = (wanted: CheckState) => findings.filter(({ state }) => state === wanted).length;
  const summary = `${count('ok')} ok, ${count('warning')} warnings, ${count('failed')} failed, ${count('unknown')} not looked at.`;
  return `${[...lines, '', palette.bold(summary)].join('\n')}\n`;
}
