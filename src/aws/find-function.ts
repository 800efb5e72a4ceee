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
  readonly tags: Readonly<Record<string, string>>;
}

/** Finds a function and its tags by name. */
export async function findFunction(
  aws: AwsClients,
  name: string,
): Promise<FoundFunction | undefined> {
  const client = await aws.lambda();
  const answer = await ifFound(() => client.send(new GetFunctionCommand({ FunctionName: name })));
  if (!answer) return undefined;
  refuseHiddenTags(name, answer.TagsError);
  return { configuration: answer.Configuration ?? {}, tags: answer.Tags ?? {} };
}

/** Refuses an answer without tags. Without lambda:ListTags, the lab's own function would look foreign. */
function refuseHiddenTags(name: string, error: TagsError | undefined): void {
  if (!error) return;
  throw new LabError(
    'ACCESS_DENIED',
    `The tags of the function ${name} cannot be read (${error.ErrorCode}): ${error.Message}`,
    { resource: `function/${name}`, hint: 'Allow lambda:ListTags on the function.' },
  );
}
