/** A command for a POSIX shell. */
export interface ShellCommand {
  /** The program with its operation, then each option with its values. The words are not quoted. */
  readonly words: readonly (readonly string[])[];
  /** Shell text before and after the command, such as a loop that repeats it until AWS has finished. */
  readonly frame?: { readonly before: string; readonly after: string };
}
