import { LabError } from '../../errors.js';
import type { Session } from '../../session/session.js';
import { readSetUp } from '../explain/set-up-facts.js';
import { explainSetUp } from '../explain/set-up-rules.js';
import type { Patience } from './until-ready.js';

/**
 * Checks the rules of the lab's set-up after the cache or Lambda has refused something. A broken rule does not become
 * whole by waiting. Without the permission to read the set-up, the reason stays unknown.
 * @throws LabError RULE_BROKEN with the first broken rule and its fix
 */
async function refuseBrokenSetUp(session: Session): Promise<void> {
  const rules = await readRules(session);
  const broken = rules.filter(({ ok }) => ok === false);
  const [first] = broken;
  if (!first) return;
  const others = broken.length > 1 ? ` ${broken.length - 1} more: run \`explain\`.` : '';
  throw new LabError(
    'RULE_BROKEN',
    `The set-up is broken (${first.rule}): ${first.message}${others}`,
    {
      hint: first.remedy ?? undefined,
    },
  );
}

async function readRules(session: Session) {
  try {
    return explainSetUp(await readSetUp(session));
  } catch (error) {
    if (session.signal.aborted) throw error;
    return [];
  }
}

/** How long and why invocations are repeated in this session. */
export function toPatience(session: Session): Patience {
  return { slowness: session.target.slowness, refuseBroken: () => refuseBrokenSetUp(session) };
}
