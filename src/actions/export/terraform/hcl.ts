import { replaceReferences, toWholeReference } from '../references.js';
import { EXPRESSIONS } from './expressions.js';

/** Text that is an expression of HCL already, such as `var.region`. */
export class Expression {
  constructor(readonly text: string) {}
}

/** A block inside a resource, such as `vpc_config { … }`. */
export class Block {
  constructor(readonly body: Body) {}
}

export type Body = Readonly<Record<string, unknown>>;

/** Renders the lines of a body, formatted like `terraform fmt`: it aligns the equals signs of neighbouring one-line attributes. */
export function renderBody(body: Body, indent = ''): string[] {
  const members = Object.entries(body).filter(([, value]) => value !== undefined);
  const lines: string[] = [];
  let run: (readonly [key: string, text: string])[] = [];
  let isAfterBlock = false;
  const flush = () => {
    lines.push(...align(run).map((line) => `${indent}${line}`));
    run = [];
  };
  for (const [key, value] of members) {
    if (value instanceof Block) {
      flush();
      if (lines.length > 0) lines.push('');
      lines.push(`${indent}${key} {`, ...renderBody(value.body, `${indent}  `), `${indent}}`);
      isAfterBlock = true;
      continue;
    }
    if (isAfterBlock) lines.push('');
    isAfterBlock = false;
    const [first = '', ...rest] = renderValue(value);
    if (rest.length === 0) {
      run.push([key, first]);
      continue;
    }
    flush();
    lines.push(...[`${key} = ${first}`, ...rest].map((line) => `${indent}${line}`));
  }
  flush();
  return lines;
}

function align(run: readonly (readonly [key: string, text: string])[]): string[] {
  const width = Math.max(0, ...run.map(([key]) => key.length));
  return run.map(([key, text]) => `${key.padEnd(width)} = ${text}`);
}

/** Renders a value on one or more lines; the first one follows the equals sign. */
export function renderValue(value: unknown): string[] {
  if (value instanceof Expression) return value.text.split('\n');
  if (typeof value === 'string') return [renderText(value)];
  if (Array.isArray(value)) return renderList(value);
  if (typeof value !== 'object' || value === null) return [String(value)];
  const toKey = (key: string) => (/^[a-z_]\w*$/i.test(key) ? key : renderText(key));
  const members = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [toKey(key), member]),
  );
  return ['{', ...renderBody(members, '  '), '}'];
}

/** A longer list has one item on each line. */
const LONGEST_LIST = 80;

function renderList(values: readonly unknown[]): string[] {
  const [first] = values;
  const name = typeof first === 'string' ? toWholeReference(first) : undefined;
  if (name === 'subnetIds' || name === 'securityGroupIds') return [EXPRESSIONS[name]];
  const items = values.map((item) => renderValue(item));
  const line = `[${items.flat().join(', ')}]`;
  if (items.every((lines) => lines.length === 1) && line.length <= LONGEST_LIST) return [line];
  return [
    '[',
    ...items.flatMap((lines) =>
      lines.map((line, index) => `  ${line}${index === lines.length - 1 ? ',' : ''}`),
    ),
    ']',
  ];
}

function renderText(text: string): string {
  const name = toWholeReference(text);
  if (name) return EXPRESSIONS[name];
  const quoted = replaceReferences(text, {
    literal: (part) =>
      JSON.stringify(part)
        .slice(1, -1)
        .replace(/([$%])\{/g, '$1$1{'),
    reference: (each) => `\${${EXPRESSIONS[each]}}`,
  });
  return `"${quoted}"`;
}
