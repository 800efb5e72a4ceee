import {
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListTagsCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { isNotFound } from '../aws/errors.js';
import type { LabContext } from '../plan/step.js';
import type { Candidate } from './tagged.js';

const LOG_GROUPS = '/aws/lambda/';

/** All functions of the region, and all log groups of functions: a group can outlive its function. */
export async function listFunctions(ctx: LabContext): Promise<Candidate[]> {
  const [lambda, logs] = await Promise.all([ctx.aws.lambda(), ctx.aws.logs()]);
  const found: Candidate[] = [];
  for await (const page of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName: name = '', FunctionArn: Resource } of page.Functions ?? []) {
      const read = async () => (await lambda.send(new ListTagsCommand({ Resource }))).Tags;
      found.push({ role: 'function', kind: 'function', name, readTags: () => readTags(read) });
    }
  }
  const groups = { logGroupNamePrefix: LOG_GROUPS };
  for await (const page of paginateDescribeLogGroups({ client: logs }, groups)) {
    for (const { logGroupName: name = '', arn, logGroupArn } of page.logGroups ?? []) {
      // Tags are asked for without the `:*` that one of the two forms has.
      const command = { resourceArn: logGroupArn ?? arn?.replace(/:\*$/, '') };
      const read = async () => (await logs.send(new ListTagsForResourceCommand(command))).tags;
      const readGroup = () => readTags(read);
      found.push({ role: 'logGroup', kind: 'log group', name, readTags: readGroup });
    }
  }
  return found;
}

/** The function that a log group is of. */
export function toFunctionName(logGroup: string): string {
  return logGroup.slice(LOG_GROUPS.length);
}

async function readTags(read: () => Promise<Record<string, string> | undefined>) {
  try {
    return (await read()) ?? {};
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}
