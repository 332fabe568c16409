/** What a change of a definition means to those who use it: {@link Change}. */

/** How much a change asks of others. */
export type Severity =
  /** An object or a program that was fine may be refused, or lose data. */
  | 'breaking'
  /** Nothing is refused; somebody may be surprised. */
  | 'warning'
  | 'info';

/** One difference between two definitions. */
export interface Change {
  readonly severity: Severity;
  /** A name for programs: `field-removed`, `enum-narrowed`. */
  readonly rule: string;
  /** The version, where it is one of a version. */
  readonly version?: string;
  /** The field, `.spec.replicas`; items are `[*]`, values of maps `.*`. */
  readonly path?: string;
  /** What has changed, for people. */
  readonly message: string;
}

/** A change before anybody knows which version it is of. */
export type FieldChange = Omit<Change, 'version'> & { readonly path: string };

/** A value in a message. */
export const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
