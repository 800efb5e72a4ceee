/** Texts for numbers, times and states. */

const TIME = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
});
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const toTime = (ms: number): string => TIME.format(ms);
export const toDate = (ms: number): string => DATE.format(ms);
export const toCount = (count: number): string => count.toLocaleString('en-GB');

/** Returns a duration such as `12 ms`, `1.4 s` or `2 min`. */
export function toDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Returns how far a clock is ahead, such as `1 d 12 h 15 min`. */
export function toSpan(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const text = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
  return text.join(' ') || `${Math.round(ms / 1_000)} s`;
}

/** The meaning of a text for the reader. It is shown as a colour beside the text, never instead of it. */
export type Tone = 'good' | 'busy' | 'bad' | 'plain';

const GOOD = ['active', 'available', 'in-use', 'in effect', 'successful', 'accepted', 'ok'];
const BUSY = ['creating', 'modifying', 'deleting', 'pending', 'updating', 'propagating'];
const BAD = ['failed', 'create-failed', 'refused', 'unreachable', 'error', 'server restarting'];

export function toTone(state: string): Tone {
  const text = state.toLowerCase();
  if (GOOD.includes(text)) return 'good';
  if (BUSY.includes(text)) return 'busy';
  return BAD.includes(text) ? 'bad' : 'plain';
}
