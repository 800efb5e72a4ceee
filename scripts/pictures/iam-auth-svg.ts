import { drawDiagram, type Theme } from './diagram.js';

const BOX = { width: 212, height: 108 };
const LEFT = 14;
const RIGHT = 414;

/** Draws how a function logs in to a cache with IAM, for docs/CONCEPTS.md. Returns an SVG document. */
export function drawIamAuth(theme: Theme): string {
  const description = 'How a function logs in to a cache with IAM';
  return drawDiagram(theme, { width: 640, height: 338 }, description, (pen) => [
    pen.frame({ x: 4, y: 172, width: 632, height: 160, title: 'VPC' }),
    pen.box({
      ...{ x: LEFT, y: 6, ...BOX },
      title: 'Role',
      lines: ['with a policy that allows', 'elasticache:Connect on', 'the cache and the user'],
    }),
    pen.box({
      ...{ x: RIGHT, y: 6, ...BOX },
      title: 'User and user group',
      lines: ['The access string limits', 'commands and keys.'],
    }),
    pen.box({
      ...{ x: LEFT, y: 210, ...BOX },
      title: 'Lambda function',
      lines: ['1. signs a token,', 'without a network call'],
    }),
    pen.box({
      ...{ x: RIGHT, y: 210, ...BOX },
      title: 'Valkey cache',
      lines: ['3. checks the token, the', 'user group, the policy'],
    }),
    pen.arrow('M120 114V206'),
    pen.label('temporary credentials', { x: 130, y: 150, anchor: 'start' }),
    pen.arrow('M520 114V206'),
    pen.label('attached to the cache', { x: 510, y: 150, anchor: 'end' }),
    pen.arrow('M226 242H410', 'accent'),
    pen.label('2. AUTH user token', { x: 318, y: 232, tone: 'text' }),
    pen.label('TLS, port 6379', { x: 318, y: 262 }),
    pen.arrow('M414 298H230'),
    pen.label('4. OK or WRONGPASS', { x: 318, y: 288 }),
  ]);
}
