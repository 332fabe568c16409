/**
 * What the type checker is told instead of TypeScript's library and of kube-core: the generics that types are written with, and names
 * that are known without being looked into. Two kilobytes are read in no time, the real library takes seconds. Enter at
 * {@link libraryText} and {@link stubOf}.
 */
import { aliases } from '../../builtin/aliases.js';
import type { SchemaNode } from '../../model/schema-node.js';

/** The library. What JSON has no form for is there by name, so that it can be refused by name. */
export const libraryText = `
interface Object { toString(): string }
interface Function { readonly name: string }
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments { length: number }
interface Boolean {}
interface Number { toString(radix?: number): string; toFixed(digits?: number): string }
interface BigInt {}
interface Symbol {}
interface String {
  readonly length: number;
  toUpperCase(): string; toLowerCase(): string; trim(): string; slice(start?: number, end?: number): string;
  split(separator: string): string[]; replace(from: string, to: string): string; concat(...texts: string[]): string;
}
interface RegExp { readonly source: string }
interface Date { getTime(): number }
interface Error { name: string; message: string }
interface URL { href: string }
interface Uint8Array { readonly length: number }
interface ArrayBuffer { readonly byteLength: number }
interface Map<K, V> { get(key: K): V | undefined }
interface ReadonlyMap<K, V> { get(key: K): V | undefined }
interface WeakMap<K, V> { get(key: K): V | undefined }
interface Set<T> { has(value: T): boolean }
interface ReadonlySet<T> { has(value: T): boolean }
interface WeakSet<T> { has(value: T): boolean }
interface ThisType<T> {}
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface PromiseLike<T> { then<R>(done: (value: T) => R): PromiseLike<R> }
interface Promise<T> { then<R>(done: (value: T) => R): Promise<R> }
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  map<U>(of: (value: T, index: number) => U): U[];
  filter(by: (value: T, index: number) => unknown): T[];
  slice(start?: number, end?: number): T[];
  concat(...more: T[]): T[];
  includes(value: T): boolean;
  join(separator?: string): string;
}
interface Array<T> {
  length: number;
  [index: number]: T;
  map<U>(of: (value: T, index: number) => U): U[];
  filter(by: (value: T, index: number) => unknown): T[];
  slice(start?: number, end?: number): T[];
  concat(...more: T[]): T[];
  includes(value: T): boolean;
  join(separator?: string): string;
}
declare const undefined: undefined;
declare const Object: {
  keys(of: object): string[];
  values<T>(of: { [key: string]: T }): T[];
  freeze<const T>(value: T): Readonly<T>;
  fromEntries<T>(entries: readonly (readonly [string, T])[]): { [key: string]: T };
};
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(done: infer F, ...rest: infer _): any }
  ? F extends (value: infer V, ...rest: infer _) => any ? Awaited<V> : never : T;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = { [P in keyof T as P extends K ? never : P]: T[P] };
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ConstructorParameters<T extends abstract new (...args: any) => any> = T extends abstract new (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;
`;

/** The property that only types of our modules have: it says what they are called. */
export const brand = 'x-kube';

/**
 * A value with a name, as the checker sees it: an enum, which is a value of its own to it. The `number & { … }` that people import
 * would be an object to a type that asks for one.
 */
function valueOf(name: string, node: SchemaNode): string | undefined {
  if (node.node === 'scalar' && node.type !== 'string') return `export declare enum ${name} {}`;
  return node.node === 'scalar' || node.node === 'int-or-string' ? `export declare enum ${name} { Value = '${name}' }` : undefined;
}

/** Fields that types are taken apart by. */
const fields: Readonly<Record<string, string>> = {
  Condition: 'type: string; status: "True" | "False" | "Unknown"; observedGeneration?: Int64; lastTransitionTime: DateTime; reason: string; message: string',
  LocalObjectRef: 'name: DnsSubdomain',
}; // prettier-ignore

/** A module of kube-core, with these names beside the aliases. */
export function stubOf(names: Iterable<string>): string {
  const known = Object.entries(aliases).map(([name, node]) => {
    return valueOf(name, node) ?? `export interface ${name} { ${fields[name] ?? opaque(name)} }`;
  });
  const others = [...names].filter((name) => !Object.hasOwn(aliases, name) && /^[A-Za-z_$][\w$]*$/.test(name));
  return [...known, ...others.map((name) => `export interface ${name} { ${opaque(name)} }`)].join('\n');
}

const opaque = (name: string): string => `readonly '${brand}'?: { readonly type: '${name}' }`;
