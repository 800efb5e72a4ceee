import type { Played } from '../http/played.js';
import { EmulatorError } from '../process/errors.js';
import { parseChoices } from '../state/assumptions/choices.js';
import { ASSUMPTIONS } from '../state/assumptions/table.js';
import type { Clock } from '../state/clock.js';
import type { ControlsDocument } from './documents.js';

/** What the console can switch. */
export interface Controlled {
  readonly clock: Clock;
  readonly played: Played;
  resetReport(): void;
  /** Called after pace or assumptions have changed. */
  onChange(): void;
}

/** A change that the endpoint refuses, with a sentence for the person who asked for it. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}

type Question = Readonly<Record<string, unknown>>;

/** The longest jump of the clock: the emulator's log groups keep events for ten years at most. */
const MAX_JUMP_MS = 366 * 86_400_000;

/** Returns what is switched now. */
export function toControls({ clock, played }: Controlled): ControlsDocument {
  const current: Readonly<Record<string, string | undefined>> = parseChoices(played.choices());
  return {
    pace: played.paceName,
    faults: { ...played.rules },
    // In seconds: two clocks are never read in the same instant.
    aheadMs: Math.round((clock.now() - Date.now()) / 1000) * 1000,
    assumptions: Object.entries(ASSUMPTIONS).map(([id, { assumed, alternatives, source }]) => ({
      ...{ id, assumed, alternatives, source },
      current: current[id] ?? assumed,
    })),
  };
}

/** What a page may ask for, by the last part of the address. */
const CONTROLS: Readonly<Record<string, (controlled: Controlled, question: Question) => void>> = {
  clock({ clock }, { advanceMs }) {
    if (typeof advanceMs === 'number' && advanceMs >= 1 && advanceMs <= MAX_JUMP_MS) {
      return clock.advance(Math.round(advanceMs));
    }
    throw new ControlRefused('The clock moves forward only, by 1 ms to 366 days at once.');
  },
  pace({ played, onChange }, { pace }) {
    if (typeof pace !== 'string' || !played.setPace(pace)) {
      throw new ControlRefused('A pace is instant, real or a number such as 0.2.');
    }
    onChange();
  },
  faults({ played }, { faults }) {
    // `setFaults` checks the document, whatever it is.
    played.setFaults(faults as Parameters<Played['setFaults']>[0]);
  },
  assume({ played, onChange }, { id, alternative }) {
    if (typeof id !== 'string' || typeof alternative !== 'string') {
      throw new ControlRefused('An assumption has an id and an alternative.');
    }
    played.setAssume({ ...parseChoices(played.choices()), [id]: alternative });
    onChange();
  },
  report: ({ resetReport }) => resetReport(),
};

/** Returns whether this is the name of a control. */
export function isControl(name: string): boolean {
  return Object.hasOwn(CONTROLS, name);
}

/** Applies a change. Throws ControlRefused, and changes nothing then. */
export function applyControl(name: string, controlled: Controlled, question: Question): void {
  try {
    CONTROLS[name]?.(controlled, question);
  } catch (error) {
    if (error instanceof EmulatorError) throw new ControlRefused(error.message, { cause: error });
    throw error;
  }
}
