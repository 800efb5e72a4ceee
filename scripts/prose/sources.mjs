import { parseSync, Visitor } from 'oxc-parser';

/**
 * The prose of one file as Markdown; `lines` has the line in the file for each line of the Markdown.
 *
 * @typedef {{ markdown: string, lines: number[] }} Prose
 * @typedef {{ line: number, text: string }} Piece
 */

/** Calls with string arguments that a person reads. `test` includes `test.each(…)`. */
const CALLS = new Set([
  ...['LabError', 'IamAuthError', 'description', 'summary', 'argument', 'option', 'flag', 'note'],
  ...['test', 'describe', 'it'],
]);
/** Properties with strings that a person reads. */
const PROPERTIES = new Set(['hint', 'cause', 'remedy', 'description', 'message', 'note']);
/** The emulator's messages are AWS's own words, so they are not checked. */
const AWS_MESSAGES = /^src\/emulator\//;
/** Tests repeat messages that are checked where the program has them, or that are AWS's words. */
const EXPECTATIONS = /^test\//;
/** Matches comments that tools read. */
const DIRECTIVE = /^\s*(biome-ignore|@ts-|[#@]__PURE__|\/ <reference)/;

/**
 * Extracts the prose of one file. Throws when code has a syntax error.
 *
 * @param {string} file path inside the repository
 * @param {string} source
 * @returns {Prose}
 */
export function toProse(file, source) {
  if (file.endsWith('.md')) {
    return { markdown: source, lines: source.split('\n').map((_, index) => index + 1) };
  }
  const { program, comments, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const lineAt = toLineFinder(source);
  const strings = AWS_MESSAGES.test(file)
    ? []
    : findStrings(program, lineAt, EXPECTATIONS.test(file) ? new Set() : PROPERTIES);
  return join([...joinLineComments(comments, lineAt), ...strings]);
}

/**
 * Joins consecutive `//` lines into one piece.
 * @param {import('oxc-parser').Comment[]} comments
 * @param {(offset: number) => number} lineAt
 * @returns {Piece[]}
 */
function joinLineComments(comments, lineAt) {
  /** @type {(Piece & { end: number, isLine: boolean })[]} */
  const pieces = [];
  for (const { type, value, start, end } of comments) {
    if (DIRECTIVE.test(value)) continue;
    const line = lineAt(start);
    const last = pieces.at(-1);
    if (type === 'Line' && last?.isLine && last.end === line - 1) {
      last.text += `\n${value.trim()}`;
      last.end = line;
    } else {
      const text = value.replaceAll(/^[ \t]*\*?[ \t]?/gm, '');
      pieces.push({ line, text, end: lineAt(end), isLine: type === 'Line' });
    }
  }
  return pieces;
}

/**
 * @param {import('oxc-parser').Program} program
 * @param {(offset: number) => number} lineAt
 * @param {Set<string>} properties
 * @returns {Piece[]}
 */
function findStrings(program, lineAt, properties) {
  /** @type {Piece[]} */
  const pieces = [];
  const add = (/** @type {any} */ node) => {
    const text = toText(node);
    // A single word is a code or a name.
    if (text?.trim().includes(' ')) pieces.push({ line: lineAt(node.start), text: text.trim() });
  };
  const addArguments = (/** @type {any} */ call) => {
    if (CALLS.has(toName(call.callee) ?? '')) call.arguments.forEach(add);
  };
  new Visitor({
    CallExpression: addArguments,
    NewExpression: addArguments,
    Property({ key, value }) {
      if (key.type === 'Identifier' && properties.has(key.name)) add(value);
    },
  }).visit(program);
  return pieces;
}

/**
 * Returns the name of a call: `note` for `ui.note(…)`, and `test` for `test.skipIf(…)(…)`.
 * @param {any} callee
 * @returns {string | undefined}
 */
function toName(callee) {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'CallExpression') return toName(callee.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const root = toName(callee.object);
  return root && CALLS.has(root) ? root : callee.property.name;
}

/**
 * Returns the text of a string, with `x` for each inserted value, or undefined for other expressions.
 * @param {any} node
 * @returns {string | undefined}
 */
function toText(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') {
    return node.quasis.map((/** @type {any} */ { value }) => value.cooked).join('`x`');
  }
  if (node.type === 'ConditionalExpression') {
    return [toText(node.consequent), toText(node.alternate)].filter(Boolean).join('\n\n');
  }
  if (node.type !== 'BinaryExpression') return undefined;
  return `${toText(node.left) ?? '`x`'}${toText(node.right) ?? '`x`'}`;
}

/**
 * @param {Piece[]} pieces
 * @returns {Prose}
 */
function join(pieces) {
  /** @type {string[]} */
  const text = [];
  /** @type {number[]} */
  const lines = [];
  for (const piece of pieces) {
    for (const [index, line] of [...piece.text.split('\n'), ''].entries()) {
      text.push(line);
      lines.push(piece.line + index);
    }
  }
  return { markdown: text.join('\n'), lines };
}

/** @param {string} source */
function toLineFinder(source) {
  const starts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (/** @type {number} */ offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
