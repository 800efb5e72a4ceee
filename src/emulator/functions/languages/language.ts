import type { LambdaFunction } from '../../state/lambda.js';

/** The program that runs a function's process, or the reason why this machine has none. */
export type Program = { readonly file: string } | { readonly problem: string };

/** The files that a function's process needs. */
export interface ProcessFiles {
  readonly taskRoot: string;
  /** The file with the certificate authority of the caches, in PEM. */
  readonly caFile: string;
}

/** How this machine runs the functions of a programming language. */
export interface Language {
  /** The built script that loads handlers. */
  readonly bootstrap: string;
  findProgram(runtime: string): Promise<Program>;
  /** Returns the program's arguments before the script. */
  toFlags(fn: LambdaFunction): readonly string[];
  /** Returns the environment variables of this language only. */
  toVariables(files: ProcessFiles): Readonly<Record<string, string>>;
}
