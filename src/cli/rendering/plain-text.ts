/** Characters that control a terminal: control characters except tab and line feed, and text direction marks. */
const CONTROLS = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/** Makes foreign text harmless: the terminal shows control characters, such as `\u001b`, and does not obey them. */
export function toPlainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, toEscape);
}

/** Returns JSON for a terminal or a file. It also escapes characters that JSON allows in strings: C1 controls, direction marks. */
export function toJsonText(document: object, indent?: number): string {
  // The remaining line feeds are indentation: JSON.stringify escapes those inside strings.
  return JSON.stringify(document, null, indent).replace(CONTROLS, toEscape);
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
