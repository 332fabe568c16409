/** What it means that a type of ours and a model of @kubernetes/client-node describe the same JSON: {@link Agree}. */
import type { Wire } from '../../src/resource/wire.js';

/** Literals that ours has and client-node does not (apiVersion, kind, a condition's status) widened to what it says: a string. */
type Widened<T> = unknown extends T
  ? T
  : T extends string
    ? string
    : T extends readonly (infer Item)[]
      ? Widened<Item>[]
      : T extends object
        ? { [Key in keyof T]: Widened<T[Key]> }
        : T;

/** Whether each of two is assignable to the other, literals aside. */
type Mutual<Ours, Theirs> = [Ours] extends [Theirs] ? ([Theirs] extends [Widened<Ours>] ? true : false) : false;

/** The keys that only one of two has, that only one requires, or whose values differ, here or further down. */
export type Differing<Ours, Theirs> =
  | Exclude<keyof Ours, keyof Theirs>
  | Exclude<keyof Theirs, keyof Ours>
  | { [Key in keyof Ours & keyof Theirs]-?: Mutual<Pick<Ours, Key>, Pick<Theirs, Key>> extends true ? never : Key }[keyof Ours &
      keyof Theirs];

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * `true` if ours is assignable to the wire form of theirs, and theirs, but for literals, to ours, where the keys of `Except` are left
 * out: these must differ, all of them. Otherwise the keys that differ, so that the compiler's error says which.
 */
export type Agree<Ours, Theirs, Except extends PropertyKey = never> =
  Same<Differing<Ours, Wire<Theirs>>, Except> extends true
    ? Mutual<Omit<Ours, Except>, Omit<Wire<Theirs>, Except>> extends true
      ? true
      : 'they differ as a whole'
    : Differing<Ours, Wire<Theirs>>;

/** Compiles if every assertion is true. */
export type Holds<Assertions extends readonly true[]> = Assertions;
