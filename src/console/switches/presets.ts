/** Rules to start from. docs/LOCAL.md explains all members. */
export const PRESETS: readonly { readonly name: string; readonly rule: object }[] = [
  { name: 'every second call is throttled', rule: { kind: 'throttle', every: 2 } },
  {
    name: 'the next CreateUser fails',
    rule: {
      ...{ kind: 'error', service: 'ElastiCache', operation: 'CreateUser' },
      ...{ code: 'InternalFailure', status: 500, count: 1 },
    },
  },
  {
    name: 'Invoke is not allowed',
    rule: { kind: 'deny', service: 'Lambda', operation: 'Invoke' },
  },
  {
    name: 'Describe calls take two seconds',
    rule: { kind: 'delay', operation: 'Describe*', ms: 2_000 },
  },
  {
    name: 'a tenth of the answers is lost',
    rule: { kind: 'reset', when: 'after', probability: 0.1 },
  },
];
