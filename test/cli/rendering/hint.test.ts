import { expect, test } from 'vitest';
import { renderCommand, renderHint, withoutLab } from '../../../src/cli/rendering/hint.js';

const line = {
  program: "node '/a b/cli.js'",
  repeated: [['--local'], ['--lab', 'pr-7'], ['--profile', "it's mine"]],
  sweep: [['--all'], ['--older-than', '6h']],
};

test('a command repeats the user’s options, each as one word for the shell', () => {
  expect(renderCommand(['up'], line)).toBe(
    `node '/a b/cli.js' up --local --lab pr-7 --profile 'it'\\''s mine'`,
  );
  expect(renderCommand(['up'], withoutLab(line))).not.toContain('--lab');
});

test('down repeats which labs it deletes; help and the endpoint’s commands belong to no lab', () => {
  expect(renderCommand(['down'], line)).toContain('down --all --older-than 6h --local');
  expect(renderCommand(['local', 'stop'], line)).toBe("node '/a b/cli.js' local stop");
  expect(renderCommand(['--help'], line)).toBe("node '/a b/cli.js' --help");
});

test('learn needs no --local, and says --aws for the account', () => {
  expect(renderCommand(['learn', '1.2'], line)).toContain('learn 1.2 --lab pr-7 --profile');
  const aws = { ...line, repeated: [['--lab', 'pr-7']] };
  expect(renderCommand(['learn', '1.2'], aws)).toBe(
    "node '/a b/cli.js' learn 1.2 --aws --lab pr-7",
  );
});

test('a hint shows its commands at their places, and text without a command as it is', () => {
  const plain = { program: 'valkey-lab', repeated: [], sweep: [] };
  const hint = {
    text: 'Continue with {command};',
    command: ['up'],
    or: { text: 'clean up with {command}.', command: ['down'] },
  };
  expect(renderHint(hint, plain)).toBe(
    'Continue with `valkey-lab up`; clean up with `valkey-lab down`.',
  );
  expect(renderHint({ text: 'Wait for $& a minute.' }, plain)).toBe('Wait for $& a minute.');
});
