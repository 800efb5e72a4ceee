import { join } from 'node:path';
import {
  toConfiguration,
  toExecutionAttachmentInput,
  toFunctionInput,
  toLogGroupInput,
  toRetentionInput,
} from '../../../resources/index.js';
import { toRoleArn } from '../../../resources/shared/arns.js';
import type { ShellCommand } from '../shell-command.js';
import type { LabFacts, Step } from '../step.js';
import { aws, toOptions } from './aws-cli.js';

const PACKAGE = 'function.zip';

/** Chapters 2 and 3 of AWS's tutorial: the function, and its first call. */
export const FUNCTION_STEPS: readonly Step[] = [
  {
    number: '2.1',
    title: 'Pack the function',
    what: 'Packs the code of the function into a zip file. Nothing changes on AWS.',
    why: 'For a new connection, the function signs a token with the keys of its role, connects by TLS, and sends `AUTH` with the user name and the token. Signing needs no network, so a function without internet access can do it.',
    without: 'Lambda has no code to run.',
    commands: ({ handlerFolder }) => [
      {
        words: [
          ['zip', '--junk-paths', PACKAGE],
          [join(handlerFolder, 'index.mjs')],
          [join(handlerFolder, 'verify.mjs')],
        ],
      },
    ],
  },
  {
    number: '2.2',
    title: 'Let the function use the VPC',
    what: "Attaches AWS's policy AWSLambdaVPCAccessExecutionRole to the role.",
    why: 'The cache can be reached only from inside its VPC. Lambda creates a network interface there for the function, with the permissions of this role. The policy also lets the function write its log.',
    without:
      'Lambda refuses to create the function: "The provided execution role does not have permissions to call CreateNetworkInterface on EC2".',
    commands: (lab) => [
      aws('iam attach-role-policy', ...toOptions(toExecutionAttachmentInput(lab))),
    ],
  },
  {
    number: '2.3',
    title: 'Create the function',
    what: 'Creates the log group, and then the function: in the VPC of the cache, with the role. Waits until the function is active.',
    why: 'The function signs for CACHE_NAME and CACHE_USER, and connects to CACHE_ENDPOINT and CACHE_PORT: its environment contains no secret. The log group comes first, because Lambda would create one that keeps all lines forever.',
    without: 'A function outside the VPC gets no answer from the cache: its connection times out.',
    commands: (lab) => [...createLogGroup(lab), createFunction(lab), waitForFunction(lab)],
  },
  {
    number: '3',
    title: 'Call the function',
    what: 'Calls the function. It logs in with a token, writes a random value to the cache, and reads it back. The token is a signed address: it contains the name of the cache, the user, and a lifetime of 900 seconds.',
    why: 'The value that comes back proves all parts together: role, policy, token, user, group, TLS and network.',
    without:
      'You cannot know whether the lab works. This step proves that the right login works; `verify` proves that wrong logins fail.',
    commands: ({ config }) => [
      aws('lambda invoke', ['--function-name', config.names.function], ['output.txt']),
      { words: [['cat', 'output.txt']] },
    ],
  },
];

function createLogGroup(lab: LabFacts): ShellCommand[] {
  return [
    aws('logs create-log-group', ...toOptions(toLogGroupInput(lab))),
    aws('logs put-retention-policy', ...toOptions(toRetentionInput(lab))),
  ];
}

function createFunction(lab: LabFacts): ShellCommand {
  const { config, tags, endpoint, subnetIds, securityGroupIds } = lab;
  const proof = { config, tags, subject: 'proof' } as const;
  const wanted = toConfiguration(proof, {
    roleArn: toRoleArn(lab),
    network: { subnetIds, securityGroupIds, areSubnetsGiven: true },
    cache: endpoint ?? undefined,
  });
  return aws(
    'lambda create-function',
    ['--zip-file', `fileb://${PACKAGE}`],
    ...toOptions(toFunctionInput(proof, wanted)),
  );
}

function waitForFunction({ config }: LabFacts): ShellCommand {
  return aws('lambda wait function-active-v2', ['--function-name', config.names.function]);
}
