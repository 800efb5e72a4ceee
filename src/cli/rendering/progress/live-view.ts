import type { Ora } from 'ora';
import { hasColors, type Palette, toTerminalText } from '../palette.js';
import { writeFolded } from '../screen.js';
import { toLine } from './event-text.js';
import type { Progress, ProgressStream } from './progress.js';
import { createWork } from './work.js';

/** The interval for updating elapsed times. The spinner has its own timer. */
const REDRAW_MS = 200;

/** Creates progress for a terminal: permanent lines for finished steps, and below them a view of the other steps, redrawn in place. */
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
    // ora writes to the terminal even when it starts a running spinner or stops a stopped one.
    if (work.isRunning() === spinner.isSpinning) return;
    if (work.isRunning()) spinner.start();
    else spinner.stop();
  };
  const timer = setInterval(refresh, REDRAW_MS);
  timer.unref();
  // ora counts the lines to erase by the new width, so some of the old lines would stay on the screen.
  const onResize = () => {
    spinner?.clear();
    refresh();
  };
  stream.on('resize', onResize);
  const ready = import('ora').then(({ default: ora }) => {
    if (isOver) return;
    // Do not let ora handle stdin: the command itself handles Ctrl-C.
    const color = hasColors(stream, env) ? 'cyan' : false;
    spinner = ora({ stream, discardStdin: false, color });
    refresh();
  });
  ready.catch(() => {});
  const print = (text: string) => {
    spinner?.clear();
    writeFolded(stream, `${text}\n`);
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
    report(event, options) {
      work.note(event);
      const line = toLine(event, palette, options);
      if (line !== undefined) print(line);
      refresh();
    },
  };
}
