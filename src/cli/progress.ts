/** One line on stderr that says how far the reading is; only on a terminal, and only after a moment. */
import type { Progress } from '../pipeline.ts';
import { clip, escapeTerminal } from '../reports/terminal-text.ts';
import type { Terminal } from './terminal.ts';

const AFTER_FILES = 20;

export function progressOn(terminal: Terminal, wanted: boolean): { report: Progress; done: () => void } {
  if (!(wanted && terminal.stderrIsTerminal)) return { report: () => {}, done: () => {} };
  let shown = false;
  return {
    report(done, total, path) {
      if (total < AFTER_FILES || (done % 5 !== 0 && done !== total)) return;
      shown = true;
      terminal.err(
        `\r\u001b[K${clip(`reading ${done} of ${total} ${escapeTerminal(path)}`, terminal.columns - 1)}`,
      );
    },
    done() {
      if (shown) terminal.err('\r\u001b[K');
    },
  };
}
