/** One log line of a function. */
export interface LogLine {
  /** When the function wrote it, ISO time. */
  readonly timestamp: string;
  readonly logStream: string;
  /** Without the line's end. */
  readonly message: string;
}
