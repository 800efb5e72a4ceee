import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnvFile } from '../../src/config/env-file.js';
import { loadConfig } from '../../src/config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (text: string) => writeFileSync(join(folder, '.env'), text);

describe('the .env file', () => {
  test('gives our variables and names the ones that it ignores', () => {
    write('VALKEY_LAB_NAME=pr-7\nAWS_REGION="eu-west-1" # near\nAWS_ENDPOINT_URL=http://evil\n');
    expect(readEnvFile(folder, undefined)).toEqual({
      values: { VALKEY_LAB_NAME: 'pr-7', AWS_REGION: 'eu-west-1' },
      ignored: ['AWS_ENDPOINT_URL'],
    });
  });

  test('may be missing, but not when it is named', () => {
    expect(readEnvFile(folder, undefined).values).toEqual({});
    expect(() => readEnvFile(folder, 'other.env')).toThrowError(/other\.env cannot be read/);
  });

  test.each(['VALKEY_LAB_NAME', 'this is no line', 'VALKEY_LAB_NAME="open', '=value'])(
    'with the line %j is refused, naming the line',
    (line) => {
      write(`# comment\n${line}\n`);
      expect(() => readEnvFile(folder, undefined)).toThrowError(
        expect.objectContaining({ code: 'ENV_FILE_UNREADABLE', exitCode: 2 }),
      );
      expect(() => readEnvFile(folder, undefined)).toThrowError(/line 2/);
    },
  );

  test('.env.example is readable and says what the defaults are', () => {
    const path = join(import.meta.dirname, '..', '..', '.env.example');
    const ofExample = loadConfig({ flags: { envFile: path }, env: {}, cwd: folder });
    const ofNothing = loadConfig({ flags: {}, env: {}, cwd: folder });
    expect(ofExample).toEqual(ofNothing);
    const names = readFileSync('src/config/settings.ts', 'utf8').match(/VALKEY_LAB_[A-Z_]+/g) ?? [];
    const text = readFileSync(path, 'utf8');
    for (const name of new Set(names)) expect(text).toContain(`${name}=`);
  });
});
