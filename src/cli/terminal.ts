import { toProgramName } from './rendering/program-name.js';
import { createUi, type Ui, type UiOptions } from './rendering/ui.js';

/** The terminal that the program was called in. Loaded when a command runs: help needs none of it. */
export function openTerminal(options: UiOptions): Ui {
  const { stdout, stderr, env, argv } = process;
  const program = toProgramName(argv[1], findWorkingDirectory());
  return createUi(options, { stdout, stderr, env, program });
}

/** The working directory, unless it was deleted. */
function findWorkingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
