import type { Ora } from 'ora';
import { hasColors, type Palette, toTerminalText } from '../palette.js';
import { toLine } from './event-text.js';
import type { Progress, ProgressStream } from './progress.js';
import { createWork } from './work.js';

/** How often elapsed times are drawn anew; the spinner itself turns by its own clock. */
const REDRAW_MS = 200;

/** What is done stays as lines; below them what runs and what waits is redrawn in place. */
export function createLiveView(
  stream: ProgressStream,
  env: Readonly<Record<string, string | undefined>>,
  palette: Palette,
): Progress {
  const work = createWork(() => performance.now());
  let spinner: Ora | undefined;
  let isOver = false;
  const refresh = () => {
    if (!spinner || isOver) return;
    const { columns = 80, rows = 24 } = stream;
    spinner.text = toTerminalText(work.toLines({ columns, rows }, palette).join('\n'));
    // Starting one that turns, or stopping one that does not, would write all the same.
    if (work.isRunning() === spinner.isSpinning) return;
    if (work.isRunning()) spinner.start();
    else spinner.stop();
  };
  const timer = setInterval(refresh, REDRAW_MS);
  timer.unref();
  // Lines of the old width would be counted by the new one, and some be left.
  const onResize = () => {
    spinner?.clear();
    refresh();
  };
  stream.on('resize', onResize);
  const ready = import('ora').then(({ default: ora }) => {
    if (isOver) return;
    // Signals are the command's business, and stdin nobody's.
    const color = hasColors(stream, env) ? 'cyan' : false;
    spinner = ora({ stream, discardStdin: false, color });
    refresh();
  });
  ready.catch(() => {});
  const print = (text: string) => {
    spinner?.clear();
    stream.write(toTerminalText(`${text}\n`));
    if (spinner?.isSpinning) spinner.render();
  };
  return {
    print,
    end() {
      isOver = true;
      clearInterval(timer);
      stream.off('resize', onResize);
      if (spinner?.isSpinning) spinner.stop();
    },
    report(event) {
      work.note(event);
      const line = toLine(event, palette);
      if (line !== undefined) print(line);
      refresh();
    },
  };
}
