import { type Tone, toTone } from './format.js';

/** A short text with a dot in its colour. */
export function Badge({ text, tone = toTone(text) }: { text: string; tone?: Tone }) {
  return <span class={`badge ${tone}`}>{text}</span>;
}
