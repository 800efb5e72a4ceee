import type { CommandFate } from './cache-faults.js';
import { type CommandPiece, createCommandSplitter } from './command-splitter.js';

/** What a filter does with the commands of one connection. */
export interface FilterHost {
  strike(): CommandFate;
  send(bytes: Buffer): void;
  /** Answers `BUSY` in the place of the command's reply. */
  refuse(): void;
  cut(): void;
}

/** Lets each command of a client meet its fate. */
export interface CommandFilter {
  push(bytes: Buffer): void;
  /** Sends what may be sent. Returns the milliseconds to wait before the next call; 0 when nothing is left. */
  run(): number;
}

/** Creates a filter. The next byte of the client must begin a command. */
export function createCommandFilter(host: FilterHost): CommandFilter {
  const split = createCommandSplitter();
  let pieces: CommandPiece[] = [];
  let position = 0;
  let fate: CommandFate = { delayMs: 0, outcome: 'pass' };
  let hasWaited = false;

  /** Returns the time to wait before the piece. */
  function meet(piece: CommandPiece): number {
    if (piece.isStart && !hasWaited) {
      fate = host.strike();
      hasWaited = fate.delayMs > 0;
      if (hasWaited) return fate.delayMs;
    }
    hasWaited = false;
    if (fate.outcome === 'pass') host.send(piece.bytes);
    else if (piece.isStart && fate.outcome === 'refuse') host.refuse();
    else if (fate.outcome === 'cut') host.cut();
    return 0;
  }

  return {
    push(bytes) {
      for (const piece of split(bytes)) pieces.push(piece);
    },
    run() {
      for (let piece = pieces[position]; piece; piece = pieces[position]) {
        const waitMs = meet(piece);
        if (waitMs > 0) return waitMs;
        position += 1;
      }
      pieces = [];
      position = 0;
      return 0;
    },
  };
}
