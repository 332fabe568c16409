/**
 * Tells a story in numbered steps, and stops at the first that did not happen.
 */

/** One step: what is to happen, and the work; what the work returns is told as its outcome. */
export interface Narrator {
  step(title: string, work: () => Promise<string>): Promise<void>;
  /** Something to know while a step goes on. */
  readonly note: (line: string) => void;
}

/** A step did not happen: the story ends here. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** @param say - Where the lines go. */
export function narrator(say: (line: string) => void): Narrator {
  let number = 0;
  const note = (line: string): void => say(`      ${line}`);
  return {
    note,
    async step(title, work) {
      say(`${String(++number).padStart(2)}. ${title}`);
      try {
        for (const line of (await work()).split('\n')) note(line);
      } catch (cause) {
        const reason: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'message') : cause;
        throw new StepFailed(`Step ${number}, "${title}", did not happen: ${String(reason)}`, { cause });
      }
    },
  };
}
