/** Tests that fail for one reason. */
export interface Group {
  readonly because: string;
  /** A fact about AWS (`F5.4` of docs/AWS-FACTS.md), or one of `OTHER_SOURCES`. */
  readonly source: string;
  /** A part of the error's first line. A listed test that fails with another error is a new failure. */
  readonly error?: string;
  /** Set for tests that fail only sometimes. */
  readonly mayPass?: boolean;
  /** The full titles. */
  readonly tests: readonly string[];
}

/** Where a refusal comes from, if not from a rule of AWS. */
const OTHER_SOURCES: Readonly<Record<string, string>> = {
  valkey: 'a plain valkey-server of the same version fails, too',
  adapter: 'a documented setting of the adapter (docs/IAM-AUTH.md)',
  proxy: 'a documented limit of the proxy (docs/PROXY.md)',
  suite: 'the suite expects a set-up that the judge does not have',
  race: 'a race in the test itself',
};

/** Reads the list of a judge. Throws an error that names the judge, the place and the rule. */
export function parseExpected(judge: string, text: string): readonly Group[] {
  const fail = (at: string, rule: string): never => {
    throw new Error(`expected/${judge}.json, ${at}: ${rule}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail('whole file', `not JSON (${String(error)})`);
  }
  if (!Array.isArray(value)) return fail('whole file', 'must be a list of groups');
  const seen = new Set<string>();
  return value.map((group: unknown, index) => {
    const at = `group ${index + 1}`;
    if (!isGroup(group)) {
      return fail(at, 'needs the texts `because` and `source`, and the list `tests`, not empty');
    }
    if (!/^F\d+\.\d+$/.test(group.source) && !Object.hasOwn(OTHER_SOURCES, group.source)) {
      const others = Object.keys(OTHER_SOURCES).join(', ');
      fail(at, `\`source\` must be a fact such as F5.4, or one of ${others}`);
    }
    for (const test of group.tests) {
      if (seen.has(test)) fail(at, `"${test}" is listed twice`);
      seen.add(test);
    }
    return group;
  });
}

function isGroup(value: unknown): value is Group {
  if (typeof value !== 'object' || value === null) return false;
  const {
    because,
    source,
    tests,
    error = '',
    mayPass = false,
  } = value as Partial<Record<string, unknown>>;
  const areTests = Array.isArray(tests) && tests.length > 0;
  return (
    typeof because === 'string' &&
    because !== '' &&
    typeof source === 'string' &&
    typeof error === 'string' &&
    typeof mayPass === 'boolean' &&
    areTests &&
    tests.every((test) => typeof test === 'string')
  );
}
