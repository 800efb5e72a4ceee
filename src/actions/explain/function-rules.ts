import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { fails, holds, isOpen, type Rule } from './rule.js';
import type { SetUpFacts } from './set-up-facts.js';

const DEPLOY = { text: 'Run {command}.', command: ['deploy-function'] };

/** Checks that the function signs for this cache and user, with the lab's role, from where it reaches the cache. */
export function explainFunction(facts: SetUpFacts): Rule[] {
  const { lambda, role, names } = facts;
  if (!lambda) return [fails('function', `There is no function ${names.function}.`, DEPLOY)];
  const state = (lambda.State ?? 'Active').toLowerCase();
  return [
    state === 'active'
      ? holds('function', `The function ${names.function} is active.`)
      : fails(
          'function',
          `The function ${names.function} is ${state}${lambda.StateReason ? `: ${lambda.StateReason}` : ''}.`,
          {
            text: 'Run {command}: it waits until the function is active, or replaces it.',
            command: ['up'],
          },
        ),
    explainRole(lambda.Role, role?.arn),
    explainEnvironment(facts),
    explainNetwork(facts, lambda),
  ];
}

function explainNetwork({ topology }: SetUpFacts, { VpcConfig }: FunctionConfiguration): Rule {
  const rule = 'function-vpc';
  const isInVpc = (VpcConfig?.SubnetIds ?? []).length > 0;
  if (topology === 'vpc') {
    if (isInVpc) return holds(rule, `The function is in the VPC ${VpcConfig?.VpcId}.`);
    const message =
      'The function is in no VPC, but the cache can be reached only from inside its VPC.';
    return fails(rule, message, DEPLOY);
  }
  if (!isInVpc)
    return holds(rule, 'The function is in no VPC, and the cache has a public endpoint.');
  const message = `The function is in the VPC ${VpcConfig?.VpcId}: the cache's public endpoint needs a way from there to the internet.`;
  return isOpen(rule, message);
}

function explainRole(given: string | undefined, wanted: string | undefined): Rule {
  if (!wanted) return isOpen('function-role', 'There is no role that the function could have.');
  if (given === wanted) return holds('function-role', "The function runs with the lab's role.");
  return fails('function-role', `The function runs with the role ${given}, not ${wanted}.`, DEPLOY);
}

function explainEnvironment({ lambda, cache, names }: SetUpFacts): Rule {
  const rule = 'function-environment';
  const variables = lambda?.Environment?.Variables ?? {};
  const { Address, Port } = cache?.Endpoint ?? {};
  const wanted: Readonly<Record<string, string | undefined>> = {
    CACHE_NAME: names.cache,
    CACHE_USER: names.iamUser,
    CACHE_ENDPOINT: Address,
    CACHE_PORT: Port === undefined ? undefined : String(Port),
  };
  const wrong = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && variables[name] !== value,
  );
  const said = wrong.map(([name, value]) =>
    variables[name] === undefined
      ? `${name} is not set`
      : `${name} is "${variables[name]}", not "${value}"`,
  );
  if (said.length > 0)
    return fails(rule, `In the function's environment, ${said.join(', ')}.`, DEPLOY);
  if (Address === undefined) return isOpen(rule, 'The cache has no endpoint yet.');
  return holds(rule, "The function's environment names the cache, its endpoint and the user.");
}
