import { type CommandLine, renderCommand } from './hint.js';

/** A command that the user may type next, and its purpose. */
export type Next = readonly [command: readonly string[], why: string];

/** Renders commands for the same lab, with their purposes in a column. */
export function renderNext(next: readonly Next[], line: CommandLine): string[] {
  const commands = next.map(([command]) => renderCommand(command, line));
  const width = Math.max(...commands.map(({ length }) => length));
  return commands.map((command, index) => {
    const head = index === 0 ? 'Next:' : '     ';
    return `${head} ${command.padEnd(width)}   # ${next[index]?.[1]}`;
  });
}

export const REMOVE: Next = [['down'], 'remove everything again'];
