/** Returns comment lines of at most `columns` characters, each after `# `. */
export function toComment(text: string, columns = 100): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    const joined = last === '' ? word : `${last} ${word}`;
    if (joined.length <= columns - 2 || last === '') lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.map((line) => `# ${line}`.trimEnd());
}
