import { type CommandLine, renderCommand } from './hint.js';
import { fold, pad, toWidth } from './layout.js';

/** A command that the user may type next, and its purpose. */
export type Next = readonly [command: readonly string[], why: string];

const HEAD = 'Next: ';

/** Renders commands for the same lab. Their purposes stand in a column, or above them when there is no room. */
export function renderNext(next: readonly Next[], line: CommandLine, columns: number): string[] {
  if (next.length === 0) return [];
  const commands = next.map(([command]) => renderCommand(command, line));
  const width = Math.max(...commands.map(toWidth));
  const beside = commands.map((command, index) => {
    const head = index === 0 ? HEAD : ' '.repeat(HEAD.length);
    return `${head}${pad(command, width)}   # ${next[index]?.[1]}`;
  });
  if (beside.every((one) => toWidth(one) <= columns)) return beside;
  const under = commands.flatMap((command, index) => [
    fold(`  # ${next[index]?.[1]}`, columns),
    ...breakCommand(command, columns),
  ]);
  return [HEAD.trimEnd(), ...under];
}

/** Breaks a command as a shell accepts it: each line but the last ends with a backslash. */
function breakCommand(command: string, columns: number): string[] {
  const lines = fold(`  ${command}`, columns - BACKSLASH.length).split('\n');
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}${BACKSLASH}` : line));
}

const BACKSLASH = ' \\';

export const REMOVE: Next = [['down'], 'remove everything again'];
