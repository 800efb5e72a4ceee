import type { Topology } from '../../session/config.js';

/** Why a lab in a VPC has each resource as it is, where that differs from AWS's tutorial. All formats show these texts. */
export const REASONS = {
  tags: 'The tags mark what belongs to the lab: `valkey-lab status`, `invoke`, `verify` and `down` find it by them. The tutorial has none.',
  defaultUser:
    'A group with the engine Redis must have a user named default. This one is off and can do nothing, so nobody logs in without IAM.',
  iamUser:
    'The user that the function logs in as. The id and the name must be equal, or AWS refuses the login by IAM.',
  userGroup:
    'The group decides which users the cache knows. AWS deletes a user named default only after its group, so the group must go first.',
  serverlessCache:
    'The cache is created with its group. The tutorial attaches the group later, and until then the cache lets every client in without a login. The usage limits keep a mistake cheap: the tutorial has none.',
  role: 'Only Lambda may assume the role. The tutorial also trusts every principal of the account.',
  policy:
    'The tutorial allows the login to the cache and the user by two ARNs: without either of them, the cache answers WRONGPASS. Names in them are in lower case, as ElastiCache stores them.',
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
    'The cache has a public endpoint and is in no VPC: only IAM and TLS 1.3 protect it. That needs Valkey 9, and the type of the connection can never be changed. The usage limits keep a mistake cheap: the tutorial has none.',
  executionAttachment:
    "AWS's policy lets Lambda write the function's log. The function is in no VPC, so it has no network interfaces.",
};

/** Returns the reasons for a lab of this topology. */
export function toReasons(topology: Topology): Reasons {
  return topology === 'public' ? { ...REASONS, ...PUBLIC } : REASONS;
}
