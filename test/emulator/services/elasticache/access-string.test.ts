import { describe, expect, test } from 'vitest';
import { toAccessString } from '../../../../src/emulator/services/elasticache/access-string.js';

describe('toAccessString', () => {
  test.each([
    'on ~* +@all',
    'off +get ~keys*',
    'on ~valkey-lab:* -@all +get +set +ping +info +client +hello',
    'on ~app::* &chan:* -@all +@read +client|setname',
    'on %R~a:* %W~b:* %RW~c:* allchannels',
    'on resetkeys resetchannels allkeys allcommands sanitize-payload',
    'on ~* -config -@dangerous',
    'on ~a (~b:* +get) (%R~c:* +@read)',
    'on allkeys resetkeys ~a',
  ])('%s is an access string', (text) => {
    expect(toAccessString(text)).toBe(text);
  });

  test('white space becomes single spaces', () => {
    expect(toAccessString('  on\t~*   ( ~a  +get ) ')).toBe('on ~* ( ~a +get )');
  });

  test.each(['>secret', '<secret', `#${'a'.repeat(64)}`, '!abc', 'nopass', 'resetpass', 'reset'])(
    '%s is refused without being repeated',
    (rule) => {
      const error = catchFault(`on ~* ${rule} +@all`);
      expect(error).toMatchObject({ shape: 'InvalidParameterValueException' });
      expect(error).toHaveProperty(
        'message',
        'Access string is not valid: it must not set or reset passwords.',
      );
    },
  );

  test.each([
    ['', 'is not an ACL rule'],
    ['on everything', 'everything is not an ACL rule'],
    ['on ~* get', 'get is not an ACL rule'],
    ['on + ~*', '+ is not an ACL rule'],
    ['on %X~a', '%X~a is not an ACL rule'],
    ['on +@nothing', 'there is no command category @nothing'],
    ['on +@all|get', 'there is no command category @all|get'],
    ['on ~* ~a', '~a after a rule that allows all'],
    ['on allchannels &a', '&a after a rule that allows all'],
    ['on +config|get', 'the command config is forbidden'],
    ['on +SHUTDOWN', 'the command shutdown is forbidden'],
    ['on (~a +get', 'unmatched parenthesis'],
    ['on (on +get)', 'on is not an ACL rule'],
    ['on ((+get))', '(+get) is not an ACL rule'],
  ])('%j is refused: %s', (text, reason) => {
    expect(() => toAccessString(text)).toThrow(reason);
  });
});

function catchFault(text: string): unknown {
  try {
    return toAccessString(text);
  } catch (error) {
    return error;
  }
}
