/**
 * Which lines of a log have been read, so that a reader that connects again neither loses nor repeats one: {@link SeenLines}.
 *
 * Servers go back to whole seconds. So the times of all lines of the last second are kept, and as many lines of each are left out.
 */

const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d) /;

/** The line without its timestamp. */
export const textOf = (line: string): string => line.replace(timestamp, '');

/** The timestamp of a line; empty where it has none: a kubelet speaks of its own troubles without one. */
export const timeOf = (line: string): string => timestamp.exec(line)?.[0].trimEnd() ?? '';

/** Lines begin with their timestamps. */
export class SeenLines {
  #second = '';
  #zone = '';
  #times: string[] = [];
  #again = new Map<string, number>();

  /** From when to ask again; nothing before the first line. */
  get since(): string | undefined {
    return this.#second === '' ? undefined : this.#second + this.#zone;
  }

  /** The log is read again from {@link SeenLines.since}. */
  restart(): void {
    this.#again = new Map();
    for (const time of this.#times) this.#again.set(time, (this.#again.get(time) ?? 0) + 1);
  }

  /** Whether a line was not there before; from then on it was. */
  isNew(line: string): boolean {
    const [stamp, second = '', zone = ''] = timestamp.exec(line) ?? [];
    if (stamp === undefined) return true;
    const left = this.#again.get(stamp) ?? 0;
    if (left > 0) this.#again.set(stamp, left - 1);
    else this.#keep(stamp, second, zone);
    return left === 0;
  }

  #keep(stamp: string, second: string, zone: string): void {
    if (second > this.#second) {
      this.#times = [];
      this.#again.clear();
      this.#second = second;
      this.#zone = zone;
    }
    this.#times.push(stamp);
  }
}
