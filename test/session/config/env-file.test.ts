import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnvFile } from '../../../src/session/config/env-file.js';
import { VARIABLES } from '../../../src/session/config/variables.js';
import { loadConfig } from '../../../src/session/config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (text: string) => writeFileSync(join(folder, '.env'), text);

describe('the .env file', () => {
  test('returns the program’s variables and names ignored variables', () => {
    write('VALKEY_LAB_NAME=pr-7\nAWS_REGION="eu-west-1" # near\nAWS_ENDPOINT_URL=http://evil\n');
    expect(readEnvFile(folder, undefined)).toEqual({
      values: { VALKEY_LAB_NAME: 'pr-7', AWS_REGION: 'eu-west-1' },
      notes: [
        `AWS_ENDPOINT_URL in ${join(folder, '.env')} is ignored. If you need it, set it in the environment.`,
      ],
    });
  });

  test('may be missing, but not when it is named', () => {
    expect(readEnvFile(folder, undefined).values).toEqual({});
    expect(() => readEnvFile(folder, 'other.env')).toThrowError(/other\.env cannot be read/);
  });

  test('of another tool is read with its multi-line and quoted values', () => {
    write(`# another tool's
export KEY="-----BEGIN KEY-----
line = 'two'
-----END KEY-----"
WORDS='it is
no line'
this is no line
VALKEY_LAB_NAME=pr-7 # ours
`);
    const { values, notes } = readEnvFile(folder, undefined);
    expect(values).toEqual({ VALKEY_LAB_NAME: 'pr-7' });
    expect(notes.join('\n')).toMatch(/^KEY in .*\nWORDS in /);
  });

  test('.env.example can be read and contains the defaults', () => {
    const path = join(import.meta.dirname, '..', '..', '..', '.env.example');
    const ofExample = loadConfig({ flags: { dotenv: path }, env: {}, cwd: folder });
    const ofNothing = loadConfig({ flags: {}, env: {}, cwd: folder });
    expect(ofExample).toEqual(ofNothing);
    const text = readFileSync(path, 'utf8');
    const inExample = [...text.matchAll(/^(VALKEY_LAB_\w+)=/gm)].map(([, name]) => name);
    expect(inExample.sort()).toEqual([...VARIABLES].sort());
  });

  test('reports a misspelt name of the program’s variables', () => {
    write('VALKEY_LAB_CACHENAME=x\n');
    const { notes } = readEnvFile(folder, undefined);
    expect(notes).toEqual([expect.stringMatching(/^VALKEY_LAB_CACHENAME in .* is ignored/)]);
  });

  test('reports a line of the program’s variables without "=", which dotenv skips', () => {
    write('AWS_REGION=eu-west-1\n\nVALKEY_LAB_NAME pr-7\n# VALKEY_LAB_LOCAL\n');
    const { values, notes } = readEnvFile(folder, undefined);
    expect(values).toEqual({ AWS_REGION: 'eu-west-1' });
    const file = join(folder, '.env');
    expect(notes).toEqual([
      `Line 3 of ${file} is ignored, because there is no "=" after VALKEY_LAB_NAME.`,
    ]);
  });

  test('does not choose the folder of the local endpoint, in which files are deleted', () => {
    write('VALKEY_LAB_LOCAL_DIR=app\n');
    const config = loadConfig({ flags: {}, env: { XDG_STATE_HOME: '/state' }, cwd: folder });
    expect(config.localDir).toBe('/state/valkey-lab');
    expect(config.notes.join()).toContain(
      `VALKEY_LAB_LOCAL_DIR in ${join(folder, '.env')} is ignored`,
    );
  });

  test('is beaten by a variable that is set to nothing', () => {
    write('VALKEY_LAB_NAME=pr-7\n');
    expect(loadConfig({ flags: {}, env: { VALKEY_LAB_NAME: '' }, cwd: folder }).lab).toBe('');
  });

  test("names no profile beside keys in the environment: those are this caller's, and beat the file", () => {
    write('AWS_PROFILE=prod\n');
    const toProfile = (env: Record<string, string>, profile?: string) =>
      loadConfig({ flags: { ...(profile && { profile }) }, env, cwd: folder }).profile;
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
    expect(toProfile({})).toBe('prod');
    expect(toProfile(keys)).toBeUndefined();
    expect(toProfile({ ...keys, AWS_PROFILE: 'own' })).toBe('own');
    expect(toProfile(keys, 'typed')).toBe('typed');
  });
});
