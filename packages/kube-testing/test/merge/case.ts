/** What a merge case is: writes to one object in a row, or patches that are each put to the same object. The cases stand in `cases.ts`. */

/** A kind that cases are about. */
export interface CaseKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

/** One write. */
export interface Step {
  readonly do: 'apply' | 'create' | 'update' | 'merge' | 'json' | 'strategic';
  readonly by: string;
  /** The body; for an update what changes in the live object, as a merge patch. */
  readonly body: unknown;
  readonly force?: boolean;
  readonly sub?: 'status';
  /** The version it is written in, where it is not that of the kind. */
  readonly version?: string;
}

/** Writes to one object, each a second after the other. */
export interface Sequence {
  readonly name: string;
  readonly of: CaseKind;
  readonly steps: readonly Step[];
}

/** Patches of one object that change nothing. */
export interface PatchCase {
  readonly name: string;
  readonly of: CaseKind;
  readonly object: Readonly<Record<string, unknown>>;
  readonly patches: readonly (readonly [type: 'json' | 'merge' | 'strategic', body: unknown])[];
}

/** What the server answered: an object, or the Status of a refusal. */
export interface Answer {
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One step with the object before it and the time that the server wrote. */
export interface RecordedStep {
  readonly live?: Readonly<Record<string, unknown>>;
  readonly now: string;
  readonly answer: Answer;
}

/** All that was recorded, by the names of the cases. */
export interface Recordings {
  readonly sequences: Readonly<Record<string, readonly RecordedStep[]>>;
  readonly patches: Readonly<Record<string, { readonly live: Readonly<Record<string, unknown>>; readonly answers: readonly Answer[] }>>;
}
