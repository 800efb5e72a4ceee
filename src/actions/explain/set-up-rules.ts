import { toHint } from '../../errors.js';
import { explainPolicies } from '../../iam-auth/index.js';
import { explainFunction } from './function-rules.js';
import { fails, holds, isOpen, type Rule, toRule } from './rule.js';
import type { SetUpFacts } from './set-up-facts.js';

/** Checks the rules of the lab's set-up. If all of them hold, its function can use its cache, and other callers cannot. */
export function explainSetUp(facts: SetUpFacts): Rule[] {
  return [
    explainCache(facts),
    ...explainGroup(facts),
    ...explainUser(facts),
    explainDefaultUser(facts),
    ...explainRole(facts),
    ...explainFunction(facts),
  ];
}

function explainCache({ cache, names }: SetUpFacts): Rule {
  const state = cache?.Status?.toLowerCase();
  if (state === 'available') return holds('cache', `The cache ${names.cache} is available.`);
  if (!cache) {
    return fails('cache', `There is no cache ${names.cache}.`, {
      text: 'Run {command}.',
      command: ['create-cache'],
    });
  }
  return fails('cache', `The cache ${names.cache} is ${state}.`, {
    text: 'Run {command}: it waits until the cache is available, or replaces it.',
    command: ['up'],
  });
}

function explainGroup({ cache, userGroup, iamUser, names }: SetUpFacts): Rule[] {
  const { cache: cacheName, iamUser: userId, userGroup: groupId } = names;
  const fix = { text: 'Run {command}.', command: ['create-users'] };
  const rules: Rule[] = [];
  if (!cache) rules.push(isOpen('cache-user-group', 'There is no cache to have a user group.'));
  else if (cache.UserGroupId === groupId) {
    rules.push(holds('cache-user-group', `The cache has the user group ${groupId}.`));
  } else {
    const has = cache.UserGroupId
      ? `has the user group ${cache.UserGroupId}, not ${groupId}`
      : 'has no user group: every client that reaches it gets in without a token, and it accepts no token';
    rules.push(fails('cache-user-group', `The cache ${cacheName} ${has}.`, fix));
  }
  const state = userGroup?.Status?.toLowerCase();
  if (!userGroup) {
    rules.push(fails('user-group', `There is no user group ${groupId}.`, fix));
    return rules;
  }
  rules.push(
    state === 'active'
      ? holds('user-group', `The user group ${groupId} is active.`)
      : fails('user-group', `The user group ${groupId} is ${state}.`, {
          text: 'Run {command}: it waits for that.',
          command: ['up'],
        }),
  );
  const isMember = userGroup.UserIds?.includes(userId) ?? false;
  rules.push(
    isMember
      ? holds('group-member', `The user ${userId} is in the user group.`)
      : fails(
          'group-member',
          `The user ${userId} is not in the user group ${groupId}.`,
          iamUser
            ? fix
            : { text: 'Run {command}: it also creates the user.', command: ['create-users'] },
        ),
  );
  return rules;
}

function explainUser({ iamUser, names: { iamUser: userId } }: SetUpFacts): Rule[] {
  const fix = { text: 'Run {command}.', command: ['create-users'] };
  if (!iamUser) return [fails('user', `There is no user ${userId}.`, fix)];
  const state = iamUser.Status?.toLowerCase();
  const type = iamUser.Authentication?.Type?.toLowerCase();
  return [
    state === 'active'
      ? holds('user', `The user ${userId} is active.`)
      : fails('user', `The user ${userId} is ${state}.`, {
          text: 'Run {command}: it waits for that.',
          command: ['up'],
        }),
    iamUser.UserName === userId
      ? holds(
          'user-name',
          `The name of the user ${userId} is equal to its id, as IAM authentication requires.`,
        )
      : fails(
          'user-name',
          `The name of the user ${userId} is ${iamUser.UserName}, but AUTH with a token needs a name that is equal to the id.`,
          { text: 'Delete that user, then run {command}.', command: ['create-users'] },
        ),
    type === 'iam'
      ? holds('user-type', `The user ${userId} authenticates by IAM.`)
      : fails('user-type', `The user ${userId} authenticates by ${type}, not by IAM.`, fix),
    isOn(iamUser.AccessString)
      ? holds('user-on', `The access string of the user ${userId} contains "on".`)
      : fails(
          'user-on',
          `The access string of the user ${userId} is "${iamUser.AccessString}": without "on" the user is off.`,
          {
            text: 'Put "on" into VALKEY_LAB_ACCESS_STRING if it is set; then run {command}.',
            command: ['create-users'],
          },
        ),
  ];
}

function isOn(accessString = ''): boolean {
  return accessString.toLowerCase().split(/\s+/).includes('on');
}

function explainDefaultUser({ userGroup, defaultUser, names }: SetUpFacts): Rule {
  const rule = 'default-user';
  if (!userGroup?.UserIds?.includes(names.defaultUser)) {
    return holds(
      rule,
      'The user group has no default user of the lab, so the cache turns its own default user off.',
    );
  }
  if (!isOn(defaultUser?.AccessString)) return holds(rule, 'The default user is off.');
  return fails(
    rule,
    `The default user ${names.defaultUser} is on: every client that reaches the cache gets in without a token.`,
    { text: 'Run {command}.', command: ['create-users'] },
  );
}

function explainRole(facts: SetUpFacts): Rule[] {
  const { role, arns, names } = facts;
  const fix = { text: 'Run {command}.', command: ['create-role'] };
  if (!role) return [fails('role', `There is no role ${names.role}.`, fix)];
  const { documents, unreadable } = role.policies;
  const findings = explainPolicies({ documents, cacheArn: arns.cache, userArn: arns.user });
  return [
    holds('role', `The role ${names.role} exists.`),
    ...findings.map((finding) => withUnreadable(toRule(finding), unreadable)),
    explainExecutionPolicy(facts),
  ];
}

/** In a VPC, Lambda refuses the function without AWS's policy. Elsewhere, the function only writes no log. */
function explainExecutionPolicy({ topology, isExecutionPolicyAttached }: SetUpFacts): Rule {
  const [rule, name, right, lack] =
    topology === 'vpc'
      ? ([
          'policy-vpc',
          'AWSLambdaVPCAccessExecutionRole',
          'allows Lambda to create network interfaces in the VPC',
          'cannot use the VPC',
        ] as const)
      : ([
          'policy-logs',
          'AWSLambdaBasicExecutionRole',
          'allows the function to write its log',
          'writes no log',
        ] as const);
  if (isExecutionPolicyAttached) return holds(rule, `The role ${right}.`);
  return fails(rule, `${name} is not attached to the role, so the function ${lack}.`, {
    text: 'Run {command}.',
    command: ['create-role'],
  });
}

/** Leaves the rule open if the operator may not read some policies: they could allow or deny anything. */
function withUnreadable(finding: Rule, unreadable: readonly string[]): Rule {
  const { rule, ok, message, remedy } = finding;
  if (unreadable.length > 0) {
    return {
      ...{ rule, ok: null },
      message: `${message} But you may not read ${unreadable.join(', ')}.`,
      remedy: toHint(
        'Allow yourself iam:GetPolicy, iam:GetPolicyVersion and iam:GetRolePolicy on the policies of the role.',
      ),
    };
  }
  return ok === false
    ? fails(rule, message, {
        text: `${remedy?.text ?? ''} Run {command}.`.trimStart(),
        command: ['create-role'],
      })
    : finding;
}
