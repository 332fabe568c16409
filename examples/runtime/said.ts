/**
 * What an example says, and waiting for it: {@link said}.
 */
import { once } from 'node:events';
import { EventEmitter } from 'node:events';

/** Lines that were said. */
export interface Said {
  say(this: void, line: string): void;
  /** Resolves when a line has been said, before or from now on. */
  until(this: void, line: string): Promise<void>;
}

/** A place to say lines in, which are printed. */
export function said(): Said {
  const lines = new Set<string>();
  const spoken = new EventEmitter();
  return {
    say: (line) => {
      console.log(line);
      lines.add(line);
      spoken.emit('line');
    },
    until: async (line) => {
      while (!lines.has(line)) await once(spoken, 'line', { signal: AbortSignal.timeout(60_000) });
    },
  };
}
