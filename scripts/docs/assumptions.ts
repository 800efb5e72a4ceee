import { ASSUMPTIONS, type Assumption, EXCLUDED_PAIRS } from '../../src/emulator/index.js';

const BEGIN = '<!-- written by `npm run docs` from the table of assumptions in the code -->';
const END = '<!-- end of the assumptions -->';

/** Returns the page docs/LOCAL.md with the table of assumptions. Throws when its marks are missing. */
export function renderAssumptions(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md must contain these two lines:\n${BEGIN}\n${END}`);
  }
  const table = [
    '| assumption | alternative | what AWS does | source | confidence | how to find out on AWS |',
    '|---|---|---|---|---|---|',
    ...Object.entries<Assumption>(ASSUMPTIONS).flatMap(([id, one]) => renderRows(id, one)),
  ];
  const pairs = EXCLUDED_PAIRS.map(({ pair: [first, second], because }) => {
    return `- \`${first}\` and \`${second}\`: ${because}`;
  });
  return [`${before}${BEGIN}\n`, ...table, '', EXCLUDED, '', ...pairs, `\n${END}${after}`].join(
    '\n',
  );
}

const EXCLUDED = 'These alternatives cannot be played together:';

/** Renders the assumed alternative, in bold, with the facts about the assumption, and then the others. */
function renderRows(id: string, one: Assumption): string[] {
  const { assumed, alternatives, source, confidence, probe } = one;
  const others = Object.entries(alternatives).filter(([name]) => name !== assumed);
  const first = [`\`${id}\``, `**\`${assumed}\`**`, alternatives[assumed], source, confidence];
  return [
    `| ${[...first, probe ?? 'It cannot be observed.'].join(' | ')} |`,
    ...others.map(([name, sentence]) => `| | \`${name}\` | ${sentence} | | | |`),
  ];
}
