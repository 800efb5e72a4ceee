import {
  DeleteServerlessCacheCommand,
  DeleteUserCommand,
  DeleteUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import type { MetadataBearer } from '@smithy/types';
import { isAboutResource, toLabError } from '../../../aws/errors.js';
import { LabError } from '../../../errors.js';
import type { Session } from '../../../session/session.js';
import type { Answer } from '../../results.js';
import { toUserIds } from '../steps/clean-up.js';

/** Sends the tutorial's clean-up as printed, without its last part: without the role, Lambda could not delete its interfaces (F6.7). */
export async function sendPrintedCleanUp({ aws, config }: Session): Promise<Answer[]> {
  const { names, accessEngine } = config;
  const [elastiCache, lambda] = await Promise.all([aws.elastiCache(), aws.lambda()]);
  const deleteUser = (id: string) => () => elastiCache.send(new DeleteUserCommand({ UserId: id }));
  const calls: readonly Call[] = [
    [
      `delete-function ${names.function}`,
      'accepted',
      () => lambda.send(new DeleteFunctionCommand({ FunctionName: names.function })),
    ],
    [
      `delete-serverless-cache ${names.cache}`,
      'accepted',
      () =>
        elastiCache.send(new DeleteServerlessCacheCommand({ ServerlessCacheName: names.cache })),
    ],
    // Only a user named default is refused while it is in a group (F2.6).
    ...toUserIds({ accessEngine, names }).map(
      (id): Call => [
        `delete-user ${id}`,
        id === names.defaultUser ? 'refused' : null,
        deleteUser(id),
      ],
    ),
    // Whether AWS refuses this call depends on how far the other deletions are (F3.4).
    [
      `delete-user-group ${names.userGroup}`,
      null,
      () => elastiCache.send(new DeleteUserGroupCommand({ UserGroupId: names.userGroup })),
    ],
  ];
  const answers: Answer[] = [];
  for (const [what, expected, send] of calls) answers.push(await ask(what, expected, send));
  return answers;
}

type Call = readonly [
  what: string,
  expected: Answer['expected'],
  send: () => Promise<MetadataBearer>,
];

async function ask(...[what, expected, send]: Call): Promise<Answer> {
  try {
    const { $metadata } = await send();
    return { what, expected, outcome: 'accepted', reply: `HTTP ${$metadata.httpStatusCode}` };
  } catch (error) {
    const failure = toLabError(error);
    if (!isAboutResource(error) || !(failure instanceof LabError)) throw failure;
    const reply = `${failure.aws?.code}: ${(error as Error).message}`;
    return { what, expected, outcome: 'refused', reply };
  }
}
