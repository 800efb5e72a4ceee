import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type TagsError,
} from '@aws-sdk/client-lambda';
import { LabError } from '../errors.js';
import type { AwsClients } from './clients.js';
import { ifFound } from './errors.js';

/** A function and its tags, as Lambda returns them. */
export interface FoundFunction {
  readonly configuration: FunctionConfiguration;
  /** Undefined when Lambda cannot show them now. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** Finds a function and its tags by name. */
export async function findFunction(
  aws: AwsClients,
  name: string,
): Promise<FoundFunction | undefined> {
  const client = await aws.lambda();
  const answer = await ifFound(() => client.send(new GetFunctionCommand({ FunctionName: name })));
  if (!answer?.Configuration) return undefined;
  refuseHiddenTags(name, answer.TagsError);
  const tags = answer.TagsError ? undefined : (answer.Tags ?? {});
  return { configuration: answer.Configuration, tags };
}

/** Refuses an answer to a caller without lambda:ListTags. Another error can mean that the function is new (F1.14). */
function refuseHiddenTags(name: string, error: TagsError | undefined): void {
  if (!error || !/AccessDenied/.test(error.ErrorCode ?? '')) return;
  throw new LabError(
    'ACCESS_DENIED',
    `The tags of the function ${name} cannot be read (${error.ErrorCode}): ${error.Message}`,
    { resource: `function/${name}`, hint: 'Allow lambda:ListTags on the function.' },
  );
}
