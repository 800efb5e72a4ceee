import { checkConditions } from './conditions.js';
import { type ContextKeys, matchesGlob } from './glob.js';
import type { Statement } from './policy-document.js';

/** One action on one resource. */
export interface ResourceRequest {
  readonly action: string;
  readonly resource: string;
  readonly keys: ContextKeys;
}

/** Whether a statement applies to a request. */
type Verdict = { readonly applies: true } | { readonly applies: false; readonly because: string };

/** Judges whether a statement applies to a request. */
export function judge(statement: Statement, { action, resource, keys }: ResourceRequest): Verdict {
  if (!coversAction(statement, action)) return { applies: false, because: 'is for other actions' };
  if (!coversResource(statement, resource, keys)) {
    return { applies: false, because: 'is for other resources' };
  }
  const { outcome, condition } = checkConditions(statement.conditions, keys);
  if (outcome === 'met') return { applies: true };
  // With an unknown condition, an Allow never applies and a Deny always does.
  if (outcome === 'unknown' && statement.effect === 'Deny') return { applies: true };
  const because =
    outcome === 'unknown'
      ? `has a condition that the emulator does not know (${condition})`
      : `has a condition that does not hold (${condition})`;
  return { applies: false, because };
}

function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  return covers(actions, notActions, (name) => matchesGlob(name.toLowerCase(), wanted));
}

function coversResource(
  { resources, notResources }: Statement,
  resource: string,
  keys: ContextKeys,
): boolean {
  return covers(resources, notResources, (name) => matchesGlob(name, resource, keys));
}

function covers(
  names: readonly string[] | undefined,
  exceptions: readonly string[] | undefined,
  matches: (name: string) => boolean,
): boolean {
  if (names) return names.some(matches);
  return exceptions !== undefined && !exceptions.some(matches);
}
