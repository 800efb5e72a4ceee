import { type Finding, fails, holds } from './finding.js';
import { quote } from './redact.js';

/** ElastiCache accepts a token for 15 minutes (F4.3). */
const LONGEST_SECONDS = 900;
/** A tolerance for rounding. AWS documents no tolerance for a clock that is ahead. */
const ROUNDING_MS = 5_000;

const NEW_TOKEN = 'Sign a new token for each connection and for each AUTH.';

/** Checks from when until when the token is valid. `scopeDate` is the day in the token's credential scope. */
export function explainTime(
  parameters: ReadonlyMap<string, string>,
  { scopeDate, nowMs }: { scopeDate: string; nowMs: number },
): Finding[] {
  const date = parameters.get('X-Amz-Date') ?? '';
  const signedAtMs = toTimeMs(date);
  const lifeSeconds = toSeconds(parameters.get('X-Amz-Expires'));
  const findings = [explainDate(date, { signedAtMs, scopeDate })];
  if (signedAtMs !== undefined) findings.push(explainFuture(signedAtMs, nowMs));
  findings.push(explainLife(parameters.get('X-Amz-Expires'), lifeSeconds));
  if (signedAtMs !== undefined && lifeSeconds !== undefined) {
    findings.push(explainExpiry(signedAtMs + lifeSeconds * 1000, nowMs));
  }
  return findings;
}

/** Parses a date as SigV4 writes it (`20250101T000000Z`). Returns milliseconds since the epoch, or undefined. */
export function toTimeMs(date: string): number | undefined {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso === date ? Number.NaN : iso);
  // JavaScript turns a day that does not exist, such as 30 February, into another day.
  return Number.isNaN(time.getTime()) || time.toISOString() !== iso ? undefined : time.getTime();
}

/** Parses whole seconds without leading zeros, as signers write them. Returns undefined for any other text. */
export function toSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined;
}

function explainDate(
  date: string,
  { signedAtMs, scopeDate }: { signedAtMs: number | undefined; scopeDate: string },
): Finding {
  if (signedAtMs === undefined) {
    const message = `The token's X-Amz-Date is ${quote(date)}.`;
    return fails('date', message, 'Sign with a date such as 20250101T000000Z.');
  }
  if (scopeDate === date.slice(0, 8)) {
    return holds('date', `The token was signed at ${new Date(signedAtMs).toISOString()}.`);
  }
  return fails(
    'date',
    `The token's X-Amz-Date is ${quote(date)}, but the day in its credential scope is ${quote(scopeDate)}.`,
    'Presign the token with an AWS SDK, which takes both from the same moment in UTC.',
  );
}

function explainFuture(signedAtMs: number, nowMs: number): Finding {
  const aheadMs = signedAtMs - nowMs;
  if (aheadMs <= ROUNDING_MS) return holds('future', "The token's date is not in the future.");
  return fails(
    'future',
    `The token's date is ${toSpan(aheadMs)} in the future.`,
    'Correct the clock of the machine that signs, for example with NTP, and sign in UTC.',
  );
}

function explainLife(text: string | undefined, seconds: number | undefined): Finding {
  if (seconds !== undefined && seconds >= 1 && seconds <= LONGEST_SECONDS) {
    return holds('lifetime', `The token's lifetime is ${seconds} s.`);
  }
  return fails(
    'lifetime',
    `The token's X-Amz-Expires is ${quote(text ?? '')}.`,
    `Sign with a lifetime of 1 to ${LONGEST_SECONDS} whole seconds.`,
  );
}

function explainExpiry(expiresAtMs: number, nowMs: number): Finding {
  const leftMs = expiresAtMs - nowMs;
  if (leftMs > 0) return holds('expired', `The token is valid for another ${toSpan(leftMs)}.`);
  return fails('expired', `The token expired ${toSpan(-leftMs)} ago.`, NEW_TOKEN);
}

/** Formats a duration as `42 s`, `12 min`, `3 h` or `5 days`. */
function toSpan(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
