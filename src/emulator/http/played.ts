import { EmulatorError } from '../process/errors.js';
import {
  type Assume,
  AssumptionError,
  assertAssume,
  toChoices,
} from '../state/assumptions/choices.js';
import type { Clock } from '../state/clock.js';
import type { FaultRules } from '../state/faults.js';
import { createPace, type Pace, parsePace } from '../state/pace.js';
import type { AwsState } from '../state/state.js';
import { createFaultPlan, type FaultPlan } from './faults/plan.js';
import { assertFaultRules } from './faults/rules.js';

/** How the endpoint plays AWS. Each part can change while the endpoint runs. */
export interface Played {
  readonly pace: Pace;
  readonly faults: FaultPlan;
  readonly paceName: string;
  readonly rules: FaultRules;
  /** The assumptions that differ from the usual ones, as `id=alternative`. */
  choices(): string[];
  /** Sets the pace of all later changes. Returns false if the name is not a pace. */
  setPace(name: string): boolean;
  /** Replaces the fault rules and sets their counters to zero. Throws EmulatorError FAULTS_INVALID. */
  setFaults(rules: FaultRules): void;
  /** Replaces the assumptions for all later decisions. Throws EmulatorError ASSUMPTION_INVALID. */
  setAssume(assume: Readonly<Record<string, string | undefined>>): void;
}

/** How the endpoint plays AWS at its start. */
export interface PlayedOptions {
  readonly clock: Clock;
  readonly pace: string;
  readonly faults: FaultRules;
  /** Receives new rules, for the faults of caches. */
  onFaults(rules: FaultRules): void;
}

/** Throws EmulatorError PACE_INVALID or FAULTS_INVALID. */
export function createPlayed(aws: AwsState, given: PlayedOptions): Played {
  const factor = parsePace(given.pace);
  if (factor === undefined) {
    const message = `The pace ${given.pace} is not instant, real or a number.`;
    throw new EmulatorError('PACE_INVALID', message);
  }
  assertFaultRules(given.faults);
  const pace = createPace(factor);
  let paceName = given.pace;
  let rules = given.faults;
  let plan = createFaultPlan(rules, given.clock);
  return {
    pace,
    faults: {
      get serviceControlPolicy() {
        return plan.serviceControlPolicy;
      },
      strike: (...call) => plan.strike(...call),
    },
    get paceName() {
      return paceName;
    },
    get rules() {
      return rules;
    },
    choices: () => toChoices(aws.assumed),
    setPace(name) {
      const asked = parsePace(name);
      if (asked === undefined) return false;
      paceName = name;
      Object.assign(pace, createPace(asked));
      return true;
    },
    setFaults(next) {
      assertFaultRules(next);
      plan = createFaultPlan(next, given.clock);
      rules = next;
      given.onFaults(next);
    },
    setAssume(assume) {
      checkAssume(assume);
      aws.setAssumed(assume);
    },
  };
}

/** Throws EmulatorError ASSUMPTION_INVALID. */
export function checkAssume(
  assume: Readonly<Record<string, string | undefined>>,
): asserts assume is Assume {
  try {
    assertAssume(assume);
  } catch (error) {
    if (!(error instanceof AssumptionError)) throw error;
    throw new EmulatorError('ASSUMPTION_INVALID', error.message, { cause: error });
  }
}
