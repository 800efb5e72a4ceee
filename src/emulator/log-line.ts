/** Control characters of terminals (C0, DEL, C1), and those that turn the direction of text or end a line. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** A caller without a key can write as much as a head holds: more than this says nothing new. */
const MAX_LENGTH = 4_000;

/** A line for the endpoint's log: what others sent stands in it as text, such as `\\u001b`. */
export function toLogLine(text: string): string {
  const line = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
