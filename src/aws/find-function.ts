import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type TagsError,
} from '@aws-sdk/client-lambda';
import { LabError } from '../errors.js';
import type { AwsClients } from './clients.js';
import { isNotFound } from './errors.js';

/** A function as Lambda describes it. */
export interface FoundFunction {
  readonly configuration: FunctionConfiguration;
  readonly tags: Readonly<Record<string, string>>;
}

/** The function of that name with its tags, or undefined. */
export async function findFunction(
  aws: AwsClients,
  name: string,
): Promise<FoundFunction | undefined> {
  const client = await aws.lambda();
  try {
    const answer = await client.send(new GetFunctionCommand({ FunctionName: name }));
    refuseHiddenTags(name, answer.TagsError);
    return { configuration: answer.Configuration ?? {}, tags: answer.Tags ?? {} };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Without lambda:ListTags the function comes without its tags: it must not be taken for somebody else's. */
function refuseHiddenTags(name: string, error: TagsError | undefined): void {
  if (!error) return;
  throw new LabError(
    'ACCESS_DENIED',
    `The tags of the function ${name} cannot be read (${error.ErrorCode}): ${error.Message}`,
    { resource: `function/${name}`, hint: 'Allow lambda:ListTags on the function.' },
  );
}
