import type { Group } from './expected.js';

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
  /**
   * Returns the command that runs these test files in the copy, and whose reporter writes the results to JUDGE_OUTPUT.
   * `url` is the address of the proxy; undefined for an adapter.
   */
  toCommand(files: readonly string[], way: { readonly url: URL | undefined }): Command;
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

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
