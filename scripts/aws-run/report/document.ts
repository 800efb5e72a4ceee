import { ASSUMPTIONS, type Assumption, isChoice } from '../../../src/emulator/index.js';
import type { Finding, Journal } from '../journal.js';
import type { LifeStep } from '../life.js';
import type { Redactor } from './template.js';

/** The report of a run. It has no member for anything that belongs to an account. */
export interface AwsRunDocument {
  readonly format: 1;
  /** Such as `2026-11-29`. */
  readonly date: string;
  readonly program: string;
  readonly region: string;
  readonly assumptions: readonly AssumptionLine[];
  readonly waits: readonly { readonly name: string; readonly ms: number }[];
  readonly errors: readonly ErrorLine[];
  readonly life: readonly LifeStep[];
}

export interface AssumptionLine {
  readonly id: string;
  readonly outcome: Finding['outcome'];
  readonly alternative: string | null;
  /** What the local endpoint plays with the pace `real`, unless it is told otherwise. */
  readonly assumed: string;
  readonly reason: string | null;
}

export interface ErrorLine {
  readonly service: string;
  readonly operation: string;
  readonly code: string;
  /** The message with placeholders. */
  readonly template: string;
}

/** What a report is made of. */
export interface Findings {
  readonly date: Date;
  readonly program: string;
  readonly region: string;
  readonly journal: Journal;
  readonly life: readonly LifeStep[];
  readonly redactor: Redactor;
}

/** Copies the members of the report one by one, so nothing else can get into it. */
export function toDocument(found: Findings): AwsRunDocument {
  const { date, program, region, journal, life, redactor } = found;
  return {
    format: 1,
    date: date.toISOString().slice(0, 10),
    program: toName(program, /^\d+\.\d+\.\d+(-[a-z\d.]+)?$/),
    region: toName(region, /^[a-z]{2,4}(-[a-z]+)+-\d$/),
    assumptions: [...journal.findings()].map(([id, finding]) => toLine(id, finding)),
    waits: [...journal.waits].map(([name, ms]) => ({ name, ms })),
    errors: toErrors(journal, redactor),
    life: life.map(({ command, ok, code, elapsedMs }) => ({
      ...{ command, ok, elapsedMs },
      code: code === null ? null : toName(code, /^[A-Z_]+$/),
    })),
  };
}

function toLine(id: keyof typeof ASSUMPTIONS, finding: Finding): AssumptionLine {
  const { assumed, assumedAtRealPace }: Assumption = ASSUMPTIONS[id];
  const alternative = finding.outcome === 'observed' ? finding.alternative : null;
  if (alternative !== null && !isChoice(`${id}=${alternative}`)) {
    throw new Error(`${id} has no alternative of the observed name.`);
  }
  const reason = finding.outcome === 'not observed' ? finding.reason : null;
  return {
    ...{ id, outcome: finding.outcome, alternative, reason },
    assumed: assumedAtRealPace ?? assumed,
  };
}

function toErrors({ errors }: Journal, redactor: Redactor): ErrorLine[] {
  const lines = errors.map(({ service, operation, code, message }) => ({
    service: toName(service, /^[A-Za-z\d]+$/),
    operation: toName(operation, /^[A-Z][A-Za-z]+$/),
    code: toName(code, /^[A-Z][A-Za-z\d.]+$/),
    template: redactor.toTemplate(message),
  }));
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

/** Returns a name of AWS or of this program, and a placeholder for every other text. */
function toName(text: string, form: RegExp): string {
  return form.test(text) && text.length <= 64 ? text : '<hidden>';
}
