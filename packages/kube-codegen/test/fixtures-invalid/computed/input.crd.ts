import type { Int32 } from 'kube-core/types';

enum Late {
  Now = Date.now(),
}
function made() {
  return { at: new Date(), many: 1 };
}
type Grow<T> = { deeper: Grow<T[]> };
type Cycle<T> = T extends string ? { again: Cycle<T> } : never;
type Never<T> = T extends number ? string : never;
type Optional<T> = { [K in keyof T]?: T[K] };

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  late?: Late;
  made?: ReturnType<typeof made>;
  grow?: Grow<string>;
  cycle?: Cycle<'a'>;
  never?: Never<string>;
  numbers?: Optional<{ a: number }>;
  unknown?: Optional<Missing>;
  letters?: `${Uppercase<string>}!`;
  both?: { a: 'x' } & { a: 'y' };
  pair?: [string, Int32];
  calls?: Optional<{ call(): void; run: () => string }>;
  missing?: keyof Nothing;
  limits?: { [key: string]: string }['a' | 'b'];
}
