import { type FunctionConfiguration, GetFunctionCommand } from '@aws-sdk/client-lambda';
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
    return { configuration: answer.Configuration ?? {}, tags: answer.Tags ?? {} };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
