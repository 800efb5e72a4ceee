import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAllowed, type ProbedCommand } from '../../../src/actions/verify/access-string.js';
import { ATTEMPTS } from '../../../src/verification/attempts.js';
import { startValkeyServer, type ValkeyServer } from '../../support/valkey-server.js';

const KEY = 'valkey-lab-verify';
const probes = ATTEMPTS.flatMap(({ probe, what }) =>
  probe ? [{ probe, words: what.split(' ') }] : [],
);

describe('isAllowed', () => {
  let server: ValkeyServer;
  beforeAll(async () => {
    server = await startValkeyServer();
  });
  afterAll(() => server.close());

  /** Asks the server whether a user with these rules may run the command. */
  async function askServer(rules: readonly string[], words: readonly string[]): Promise<boolean> {
    const [command = '', ...args] = words;
    await server.admin.call('ACL', 'SETUSER', 'probe', 'reset', 'on', ...rules);
    return (await server.admin.call('ACL', 'DRYRUN', 'probe', command, ...args)) === 'OK';
  }

  test("lists the server's own categories for each probe", async () => {
    for (const { probe } of probes) {
      const [[...info]] = (await server.admin.call('COMMAND', 'INFO', probe.command)) as [
        unknown[],
      ];
      const categories = (info[6] as string[]).map((name) => name.slice(1));
      expect(categories.sort(), probe.command).toEqual([...probe.categories].sort());
    }
  });

  test('agrees with the server on random access strings', async () => {
    const rule = fc.constantFrom(
      ...[
        '+@all',
        '-@all',
        '+@read',
        '-@read',
        '+@write',
        '-@write',
        '+@fast',
        '-@fast',
        '+@keyspace',
      ],
      ...[
        '+@string',
        '-@connection',
        '+get',
        '-get',
        '+del',
        '-del',
        '+echo',
        '+dbsize',
        '-dbsize',
      ],
      ...['allcommands', 'nocommands', '+GET', '+@READ', '+set', '+client|setname'],
      ...[
        '~*',
        '~app:*',
        '~valkey-*',
        '~valkey?lab*',
        '~[u-w]alkey-lab-verify',
        '~[^v]*',
        '~\\valkey*',
      ],
      ...['%R~*', '%W~valkey*', '%RW~*verify', 'allkeys', 'resetkeys', '~*[xy]', '~*(z'],
    );
    const selector = fc.array(rule, { minLength: 1, maxLength: 3 }).map((rules) => {
      // A selector must not contain these rules.
      const inner = rules.filter((word) => !/[()]/.test(word));
      return `(${inner.join(' ')})`;
    });
    const accessString = fc
      .tuple(fc.array(rule, { maxLength: 5 }), fc.array(selector, { maxLength: 2 }))
      .map(([rules, selectors]) => [...rules.filter((word) => !/[()]/.test(word)), ...selectors]);
    await fc.assert(
      fc.asyncProperty(accessString, async (rules) => {
        // The server refuses "Pattern ~… after ~*", so it is not a valid access string.
        const isTaken = await server.admin.call('ACL', 'SETUSER', 'probe', 'reset', ...rules).then(
          () => true,
          () => false,
        );
        if (!isTaken) return;
        for (const { probe, words } of probes) {
          const allowed = await askServer(rules, words);
          expect(isAllowed(`on ${rules.join(' ')}`, probe), `${rules.join(' ')}: ${words}`).toBe(
            allowed,
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  test('applies key patterns to one key', () => {
    const get: ProbedCommand = { command: 'get', categories: ['read'], key: KEY, access: 'read' };
    expect(isAllowed('on ~valkey-lab-verify +get', get)).toBe(true);
    expect(isAllowed('on ~valkey-lab +get', get)).toBe(false);
    expect(isAllowed('on +get', get)).toBe(false);
  });
});
