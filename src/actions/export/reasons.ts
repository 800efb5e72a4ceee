import type { LabConfig } from '../../session/config.js';

/** What the exports make. */
export const TUTORIAL =
  "the lab of AWS's tutorial for Lambda and ElastiCache with IAM authentication";

/** Why a lab in a VPC has each resource as it is, where that differs from AWS's tutorial. All formats show these texts. */
const REASONS = {
  tags: 'The tags mark what belongs to the lab: `valkey-lab status`, `invoke`, `verify` and `down` find it by them. The tutorial has none.',
  defaultUser:
    'A group with the engine Redis must have a user named default. This one is off and can do nothing, so nobody logs in without IAM.',
  iamUser:
    'The user that the function logs in as. The id and the name must be equal, or AWS refuses the login by IAM.',
  userGroup:
    'The group decides which users the cache knows. AWS deletes a user named default only after its group, so the group must go first.',
  serverlessCache:
    'The cache is created with its group. The tutorial attaches the group later, and until then the cache lets every client in without a login. The tutorial sets no usage limits, so a mistake could cost much.',
  role: 'Only Lambda may assume the role. The tutorial also trusts every principal of the account.',
  policy:
    'The policy names two ARNs, as in the tutorial: the cache and the user. If one of them is missing, the cache answers WRONGPASS. Names in them are in lower case, as ElastiCache stores them.',
  executionAttachment:
    "AWS's policy lets Lambda create the function's network interfaces and write its log. Lambda needs the role until these interfaces are gone.",
  logGroup:
    'The log group comes before the function and keeps its lines for a limited time. The tutorial leaves that to Lambda, which creates a group that keeps all lines forever and that nobody deletes.',
  function:
    "The function gets the names and the address by environment variables, and verifies the certificate of the cache, which the tutorial's code does not do. With Lambda's limit of 3 seconds, it would end before it could report a failed connection. Text logs have the REPORT line that `invoke` reads.",
} as const;

export type Reasons = Readonly<Record<keyof typeof REASONS, string>>;

/** The reasons that a public lab has instead. */
const PUBLIC: Partial<Reasons> = {
  userGroup:
    'The group decides which users the cache knows. A public endpoint needs a group in which all users log in by IAM.',
  serverlessCache:
    'The cache has a public endpoint and is in no VPC: only IAM and TLS 1.3 protect it. That needs Valkey 9, and the type of the connection can never be changed. The tutorial sets no usage limits, so a mistake could cost much.',
  executionAttachment:
    "AWS's policy lets Lambda write the function's log. The function is in no VPC, so it has no network interfaces.",
};

/** The reason of a group without a user named default. */
const ONLY_IAM = 'The group decides which users the cache knows. All of them log in by IAM.';

const TRUSTED_ACCOUNT =
  'Lambda may assume the role, and so may every principal of the account, as in the tutorial.';

/** Returns the reasons for the resources of a lab. */
export function toReasons({
  topology,
  accessEngine,
  trustAccount,
}: Pick<LabConfig, 'topology' | 'accessEngine' | 'trustAccount'>): Reasons {
  return {
    ...REASONS,
    ...(accessEngine === 'valkey' && { userGroup: ONLY_IAM }),
    ...(topology === 'public' && PUBLIC),
    ...(trustAccount && { role: TRUSTED_ACCOUNT }),
  };
}

/** Returns the reason for a function: the proof function, or a user's with this name. */
export function toFunctionReason({ function: reason }: Reasons, plainName?: string): string {
  return plainName === undefined ? reason : `Your function ${plainName}.`;
}
