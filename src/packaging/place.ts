/** For whom a function is packed. */
export interface PackagePlace {
  /** For this machine instead of Lambda. */
  readonly local: boolean;
  /** The runtime of Node.js functions without `runtime`. */
  readonly nodeRuntime: string;
  /** Keeps what installers download. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  note(text: string): void;
}
