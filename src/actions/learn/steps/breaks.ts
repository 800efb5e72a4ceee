import { toConnectAttachmentInput } from '../../../resources/index.js';
import type { Step } from '../step.js';
import { aws, toOptions } from './aws-cli.js';
import { attachGroup, attachPolicy, waitForCache } from './cache.js';
import { toPrintedCleanUp } from './clean-up.js';

/** Chapter 5, which AWS's tutorial does not have: mistakes, and how to recognise them. */
export const BREAK_STEPS: readonly Step[] = [
  {
    number: '5.1',
    title: 'Detach the policy',
    what: 'Detaches the policy of step 1.3 from the role. Everything else stays as it is.',
    why: 'The token is correct. But at each login the cache asks IAM whether the role may connect, and IAM says no. The cache answers as it does to a wrong password, so its answer does not name the cause.',
    symptom:
      'The cache answers WRONGPASS. `explain` names the rules `policy-cache` and `policy-user`.',
    commands: (lab) => [aws('iam detach-role-policy', ...toOptions(toConnectAttachmentInput(lab)))],
    repair: {
      text: 'Attach the policy again. On AWS, it can take up to two minutes to have an effect.',
      command: ['create-role'],
      commands: (lab) => [attachPolicy(lab)],
    },
  },
  {
    number: '5.2',
    title: 'Sign for the wrong name',
    what: 'The function sends a token for another cache, and then a token for another user. Nothing in the lab changes.',
    why: 'A token contains the name of the cache and the name of the user. The cache compares them with its own name and with the user name in `AUTH`. Usual mistakes are the address of the endpoint instead of the name, and upper-case letters.',
    symptom:
      'The cache answers WRONGPASS to both. `explain` of the tokens names the rules `host` and `user`.',
    commands: () => [],
    repair: {
      text: 'Sign for the name of the cache in lower case, and for the same user name that you send in `AUTH`.',
      commands: () => [],
    },
  },
  {
    number: '5.3',
    title: 'Use a token that is 16 minutes old',
    what: 'The function sends a token that was signed more than 16 minutes ago. Nothing in the lab changes.',
    why: 'A token is valid for 15 minutes. The cache checks it only at login, so open connections continue. A program that signs only one token works at first, and fails when it opens its next connection.',
    symptom: 'The cache answers WRONGPASS. `explain` of the token names the rule `expired`.',
    commands: () => [],
    repair: {
      text: 'Sign a new token for each connection. The clients of `valkey-lab/iam-auth` do that.',
      commands: () => [],
    },
  },
  {
    number: '5.4',
    title: 'Leave the user group unattached',
    what: 'Detaches the user group from the cache. Everything else stays as it is.',
    why: 'Without a group, the cache needs no login: every client that reaches it gets in. It knows no users either, so it refuses the correct token. A test that only connects would pass; a test must also try a wrong login, as `verify` does.',
    symptom:
      'A command without `AUTH` is accepted, and the correct token gets WRONGPASS. `explain` names the rule `cache-user-group`.',
    commands: ({ config }) => [
      aws(
        'elasticache modify-serverless-cache',
        ['--serverless-cache-name', config.names.cache],
        ['--remove-user-group'],
      ),
    ],
    repair: {
      text: 'Attach the group again. On AWS, it takes about two minutes.',
      command: ['create-users'],
      commands: (lab) => [attachGroup(lab), waitForCache(lab)],
    },
  },
  {
    number: '5.5',
    title: 'Turn TLS off',
    what: 'The function connects without TLS. Nothing in the lab changes.',
    why: 'A serverless cache accepts only TLS. It does not say so to a client without TLS, so no error names the cause. The token and the set-up are correct: when `explain` finds nothing, look at the connection.',
    symptom:
      'On AWS, the client gets no answer and waits until its own time limit; the local endpoint closes the connection. `explain` finds nothing.',
    commands: () => [],
    repair: {
      text: "Turn TLS on in the client: `tls: {}` for ioredis, `--tls` for valkey-cli. Let the client verify the certificate, which the tutorial's code does not do.",
      commands: () => [],
    },
  },
  {
    number: '5.6',
    title: 'Clean up without waiting',
    what: 'Sends the delete commands of the tutorial in the printed order, without a wait between them.',
    why: 'AWS refuses to delete a user named default while it is in a group. It also refuses to delete a group that is still changing, or whose cache is still being deleted. The tutorial does not mention these waits.',
    symptom:
      'AWS answers DefaultUserAssociatedToUserGroup and InvalidUserGroupState. The default user, the group and the log group stay behind. At the pace `instant`, the local endpoint deletes at once, so the second refusal needs a slower one, such as `--pace 0.01`.',
    commands: toPrintedCleanUp,
    repair: {
      text: 'Use the order and the waits of steps 4.1 to 4.3. You can continue from wherever another clean-up stopped.',
      command: ['down'],
      commands: () => [],
    },
  },
];
