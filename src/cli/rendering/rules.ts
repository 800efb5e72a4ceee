import type { Rule } from '../../actions/results.js';
import type { View } from '../command.js';
import { renderHint } from './hint.js';
import type { Entry } from './layout.js';

/** Returns an entry of a list for each rule of `explain`: broken and open ones with their fix. */
export function toRuleEntries(
  rules: readonly Rule[],
  { palette, line }: Pick<View, 'palette' | 'line'>,
): Entry[] {
  return rules.map(({ rule, ok, message, remedy }) => {
    if (ok)
      return { label: `${palette.green('✓')} ${palette.dim(rule)}`, texts: [palette.dim(message)] };
    const mark = ok === null ? palette.yellow('?') : palette.red('✗');
    const fix = remedy ? [`${palette.cyan('Next:')} ${renderHint(remedy, line)}`] : [];
    return { label: `${mark} ${rule}`, texts: [message, ...fix] };
  });
}
