import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { Session } from '../../session/session.js';
import { ARCHITECTURES, type WantedConfiguration } from './configuration.js';
import { toSettings } from './settings.js';

/** Returns the input that creates the function, without its code. */
export function toFunctionInput(
  session: Pick<Session, 'config' | 'subject' | 'tags'>,
  wanted: WantedConfiguration,
) {
  return {
    FunctionName: session.config.names.function,
    Description: toSettings(session, undefined).description,
    Architectures: ARCHITECTURES,
    ...wanted,
    Tags: { ...session.tags },
  } satisfies Omit<CreateFunctionCommandInput, 'Code'>;
}
