import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Session } from '../../session/session.js';

/** The settings of a function that do not follow from the lab. */
interface FunctionSettings {
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Environment variables besides the lab's own. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Returns the settings for the session's function. Those of a user's function that is not deployed now are as it has them. */
export function toSettings(
  { subject, config }: Pick<Session, 'subject' | 'config'>,
  found: FunctionConfiguration | undefined,
): FunctionSettings {
  if (subject === 'proof') {
    return {
      description: 'Writes to the cache and reads back, with IAM authentication',
      runtime: config.runtime,
      handler: 'index.handler',
      // With Lambda's default of 3 s, the function would end before it could report a failed connection.
      timeoutSeconds: 30,
      memoryMb: 256,
      variables: {},
    };
  }
  const description = 'Deployed by valkey-lab';
  if (subject !== 'existing') return { ...subject, description };
  const { Runtime = '', Handler = '', Timeout = 3, MemorySize = 128, Environment } = found ?? {};
  return {
    ...{ description, runtime: Runtime, handler: Handler, timeoutSeconds: Timeout },
    memoryMb: MemorySize,
    variables: Environment?.Variables ?? {},
  };
}
