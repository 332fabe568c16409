/**
 * A line of a log that says where it is from: {@link LogEntry}, {@link withPrefix}.
 */

/** A line, and where it is from. */
export interface LogEntry {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** When it was printed, to the nanosecond; empty for what a kubelet says of itself. */
  readonly time: string;
  readonly text: string;
}

/** A line as kubectl shows it with `--prefix`: `[pod/nginx-0/main] text`. */
export const withPrefix = ({ pod, container, text }: LogEntry): string => `[pod/${pod}/${container}] ${text}`;
