/**
 * What the verbs of an Api take beside what they write: which object, and options that only they have.
 */
import type { ApplyOptions, CallOptions, FieldValidation, SelectorOptions } from '../request/params.js';

/** Which object: its name, its name and namespace, or the object itself. */
export type Key =
  | string
  | { readonly name: string; readonly namespace?: string }
  | { readonly metadata: { readonly name: string; readonly namespace?: string } };

/** Options of `Api.items`. */
export interface ItemsOptions extends CallOptions, SelectorOptions {
  /** Objects in one page. @defaultValue 500 */
  readonly pageSize?: number;
  /** All objects as of one version, or an error where the server has forgotten that version half way. @defaultValue false */
  readonly consistent?: boolean;
}

/** Options of a patch: an apply may force. */
export interface PatchOptions extends ApplyOptions {
  readonly fieldValidation?: FieldValidation;
}
