import type { Group } from './expected.js';
import type { TestResult } from './results.js';

/** A test-suite of another project, which judges our adapters, the proxy and the local endpoint. */
export interface Judge {
  readonly name: string;
  readonly origin: Origin;
  /** What the suite connects through: our adapter in its own process, or `valkey-lab proxy` on this port (0: any). */
  readonly way: { readonly kind: 'adapter' } | { readonly kind: 'proxy'; readonly port: number };
  /** The packages that its tests need, with exact versions. They replace all its own `devDependencies`. */
  readonly packages: Readonly<Record<string, string>>;
  /** The commands that build what the tests need. They run in the copy. */
  readonly prepare: readonly (readonly string[])[];
  /** The test files, as patterns of the runner. */
  readonly files: readonly string[];
  /** Returns the command that runs these test files and writes its results to `place.output`. */
  toCommand(files: readonly string[], place: Place): Command;
  /** Reads the results that the command wrote. */
  readResults(text: string, folder: string): readonly TestResult[];
  /** The failures that are known, by their reason. */
  readonly expected: readonly Group[];
}

/** Where a suite comes from. Nothing of it is in this repository. */
export interface Origin {
  readonly url: string;
  /** The full commit. */
  readonly commit: string;
  readonly licence: string;
  /** The files and folders that the tests need. */
  readonly paths: readonly string[];
}

export interface Place {
  /** The copy of the suite. */
  readonly folder: string;
  /** The file for the results. */
  readonly output: string;
  /** The address of the proxy; undefined for an adapter. */
  readonly url: URL | undefined;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
