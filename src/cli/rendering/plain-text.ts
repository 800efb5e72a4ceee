/** Characters that steer a terminal: control characters but tab and line feed, and marks that turn text around. */
const CONTROLS = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/** Text that comes from elsewhere, made harmless: a control character is shown as `\u001b`, not obeyed. */
export function toPlainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, toEscape);
}

/** JSON for a terminal or a file: what JSON itself leaves as it is (C1, direction marks) is escaped too. */
export function toJsonText(document: object, indent?: number): string {
  // Indented JSON has line feeds between its members; inside strings JSON.stringify has escaped them.
  return JSON.stringify(document, null, indent).replace(CONTROLS, toEscape);
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
