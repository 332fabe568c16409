/** A shell at the terminal of this process; `exit` or Ctrl-D ends it. */
import { openStage } from './stage.js';
import { atTerminal } from './terminal.js';

await using stage = await openStage();
process.exitCode = await atTerminal({ stdin: true, tty: true }, (options) => stage.pods.exec(stage.pod, ['sh'], options));
