/**
 * The next step. `{command}` in `text` stands for `command`, the words after the program's name. Only the CLI turns a
 * hint into a line, with the user's own options.
 */
export interface Hint {
  readonly text: string;
  readonly command?: readonly string[];
  /** The rest of the sentence, if it names a second command. */
  readonly or?: Hint;
}

export interface ErrorEntry {
  readonly exitCode: number;
  readonly cause: string;
  readonly hint: string | Hint;
}
