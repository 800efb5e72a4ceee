import { invalidCombination, invalidValue, toEngine } from './resources.js';

/** The full version for each major version of serverless caches, oldest first (F1.8). */
const VERSIONS: Readonly<Record<'valkey' | 'redis', Readonly<Record<string, string>>>> = {
  valkey: { 7: '7.2', 8: '8.1', 9: '9.0' },
  redis: { 7: '7.1' },
};

/** Engine and version of a cache. */
export interface EngineVersion {
  readonly engine: string;
  readonly majorEngineVersion: string;
  readonly fullEngineVersion: string;
}

/**
 * Returns the engine of a new cache, by default in its latest major version. It is only shown: the installed
 * `valkey-server` answers all commands.
 */
export function toEngineVersion(
  name: string | undefined,
  majorVersion: string | undefined,
): EngineVersion {
  const engine = toEngine(name);
  const versions = VERSIONS[engine];
  const major = majorVersion ?? Object.keys(versions).at(-1) ?? '';
  const full = Object.hasOwn(versions, major) ? versions[major] : undefined;
  if (full === undefined) {
    throw invalidCombination(
      `Cannot find version ${major} for ${engine}. Major versions: ${Object.keys(versions).join(', ')}.`,
    );
  }
  return { engine, majorEngineVersion: major, fullEngineVersion: full };
}

/** Returns the engine after an upgrade. Throws InvalidParameterValue for a downgrade. */
export function toUpgrade(
  current: EngineVersion,
  { engine, majorVersion }: { engine: string | undefined; majorVersion: string | undefined },
): EngineVersion {
  const name = engine ?? current.engine;
  const isOtherEngine = name.toLowerCase() !== current.engine;
  const next = toEngineVersion(
    name,
    majorVersion ?? (isOtherEngine ? undefined : current.majorEngineVersion),
  );
  const isBack = Number(next.majorEngineVersion) < Number(current.majorEngineVersion);
  if (isBack || (current.engine === 'valkey' && isOtherEngine)) {
    throw invalidValue(
      `Cannot change a serverless cache from ${current.engine} ${current.majorEngineVersion} to ${next.engine} ${next.majorEngineVersion}.`,
    );
  }
  return next;
}
