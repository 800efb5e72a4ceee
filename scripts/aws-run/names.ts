/** The names of everything that the probes make. */
export interface ProbeNames {
  readonly lab: string;
  readonly cache: string;
  /** 41 characters. */
  readonly longCache: string;
  readonly oneSubnetCache: string;
  readonly publicCache: string;
  /** A public cache without a group. */
  readonly publicCacheAlone: string;
  readonly users: readonly [string, string];
  readonly group: string;
  readonly role: string;
  readonly shortRole: string;
  /** May create caches, but none in a VPC. */
  readonly publicRole: string;
  readonly policy: string;
  readonly function: string;
  readonly shortFunction: string;
  readonly securityGroup: string;
  readonly logGroup: string;
}

const LONGEST_LAB = 20;

/** Returns the names for a lab, which follow from its name alone. Throws for an unsuitable name. */
export function toProbeNames(lab: string): ProbeNames {
  if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(lab) || lab.length > LONGEST_LAB) {
    throw new Error(
      `--lab is "${lab}". It must have at most ${LONGEST_LAB} characters: small letters, digits and single hyphens.`,
    );
  }
  const own = `${lab}-probe`;
  return {
    lab: own,
    cache: `${own}-cache`,
    longCache: `${own}-`.padEnd(41, 'x'),
    oneSubnetCache: `${own}-one`,
    publicCache: `${own}-public`,
    publicCacheAlone: `${own}-public-2`,
    users: [`${own}-user-1`, `${own}-user-2`],
    group: `${own}-users`,
    role: `${own}-role`,
    shortRole: `${own}-role-2`,
    publicRole: `${own}-role-3`,
    policy: `${own}-connect`,
    function: `${own}-function`,
    shortFunction: `${own}-pending`,
    securityGroup: `${own}-network`,
    logGroup: `/valkey-lab/${own}`,
  };
}
