/**
 * Random kinds: interfaces with random types, tags, defaults, unions, lists and rules, many of which contradict each other. Enter at
 * {@link sources}.
 */
import fc from 'fast-check';

/** A type as text, and tags that may stand before it. */
interface Typed {
  readonly type: string;
  readonly tags: readonly string[];
}

const names = ['a', 'b', 'name', 'max-size', 'x.y', 'in', 'namespace', '1st', 'with blank', 'kind', '__x'];
const name = fc.constantFrom(...names);
const small = fc.integer({ min: 0, max: 4 });
const word = fc.constantFrom('a', 'b', 'ab', 'A', '');
const some = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values, { maxLength: 2 });

const tagged = (type: string, tags: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Typed> => tags.map((each) => ({ type, tags: each }));

const text = fc.tuple(small, small, word).chain(([low, high, value]) =>
  tagged(
    'string',
    some(`@minLength ${low}`, `@maxLength ${high}`, `@default ${JSON.stringify(value)}`, '@pattern ^a*$', '@immutable', "@validation self == 'a'",
      '@validation self.size() < 3', '@validation self.nothing', '@format date-time', '@validation self == oldSelf'),
  ),
); // prettier-ignore

const whole = fc.tuple(small, small, small).chain(([low, high, value]) =>
  tagged(
    'Int32',
    some(`@minimum ${low}`, `@exclusiveMaximum ${high}`, `@default ${value}`, `@multipleOf ${value}`, '@immutable', '@validation self > 0', '@validation self'),
  ),
); // prettier-ignore

const choice = fc
  .uniqueArray(word, { minLength: 1, maxLength: 3 })
  .chain((values) => tagged(values.map((value) => `'${value}'`).join(' | '), some('@default "a"', '@nullable', '@immutable')));

const plain = fc.constantFrom<Typed>(
  { type: 'boolean', tags: [] },
  { type: 'unknown', tags: [] },
  { type: 'IntOrString', tags: ['@default 1'] },
  { type: 'Quantity', tags: ['@default "1"'] },
  { type: 'Condition[]', tags: [] },
  { type: "1 | 'x' | true", tags: [] },
  { type: 'string | null', tags: ['@default null'] },
  { type: 'KubeObject', tags: [] },
);

/** Forms that are computed from other types, of the author's or of the library. */
const computed = fc.constantFrom<Typed>(
  ...[
    'Keep<Part>', 'Loose<Part>', 'Prefixed<Part>', 'Item<Part[]>', 'Item<{ a: Int32 }>', 'Exclude<keyof Part, "b">', 'keyof Part', "Part['b']",
    "Part['a' | 'c']", 'Extract<Arms, { kind: 1 }>', 'Exclude<Arms, { kind: 1 }>', 'NonNullable<Part["c"]>', 'Required<Part>', 'Omit<Part, "b">',
    'Level', 'Level.Low', 'typeof Colours', '(typeof Colours)[number]', 'keyof typeof Limits', '(typeof Limits)[keyof typeof Limits]', 'Colours',
    'ReturnType<typeof made>', 'Parameters<typeof made>[0]', 'Awaited<Promise<Part>>', '`${Level}-${Part["b"]}`', '`v${number}`', '`${string}/x`',
    '[Int32, Int32]', '[Int32, string]', '[a: Int32, b?: Int32]', '[string, ...string[]]', "Part & { b: 'x' }", 'Arms & { extra?: string }', 'Arms & Arms',
    'Sub', 'Fields', 'Tree', 'Grow<string>', 'Deep<Tree>', 'Keep<Int32>', "Record<'x' | 'y', Part>", '{ [K in `x${string}`]: string }', 'Keep<Arms>',
    'Part extends object ? string : boolean', 'Missing<Part>', 'Keep<Missing>', 'Parameters<Part>', 'Pod', 'Pick<PodSpec, "tolerations">',
    'Keep<Toleration>', "Toleration['operator']", 'Uppercase<"a" | "b">', 'Capitalize<string>', 'Item<never>', 'Keep<any>', 'Readonly<string[]>',
  ].map((each) => ({ type: each, tags: [] })),
); // prettier-ignore

/** What the computed forms are computed from. */
const computedFrom = `
import type { Pod, PodSpec, Toleration } from 'kube-core/k8s';
interface Part { /** First. */ a: Int32; b?: 'x' | 'y' }
interface Part { c: string | null }
interface Sub extends Part { b: 'x'; d?: Part[] }
interface Tree { name: string; below?: Tree[] }
class Fields { host!: string; private port = 1; go(): void {} }
type Arms = { kind: 1; one: string } | { kind: 2; two: Part };
type Keep<T> = { [K in keyof T]: T[K] };
type Loose<T> = { [K in keyof T]?: T[K] | null };
type Prefixed<T> = { [K in keyof T & string as \`my\${Capitalize<K>}\`]: T[K] };
type Item<T> = T extends (infer U)[] ? U : T extends { a: infer A } ? A : never;
type Grow<T> = { deeper?: Grow<T[]> };
type Deep<T> = T extends object ? { [K in keyof T]?: Deep<T[K]> } : T;
enum Level { Low = 1 << 1, High = Low * 2 }
const Colours = ['red', 'green'] as const;
type Colours = (typeof Colours)[number];
const Limits = { cpu: '1', memory: '2' } as const;
function made(from: 'a' | 'b') { return { from, count: 1 as Int32, at: [from] }; }
`;

const commentOf = (tags: readonly string[]): string => (tags.length === 0 ? '' : `/**\n${tags.map((tag) => ` * ${tag}\n`).join('')} */ `);

interface Member extends Typed {
  readonly name: string;
  readonly optional: boolean;
}

const print = (members: readonly Member[]): string =>
  `{ ${members.map(({ name: key, optional, type, tags }) => `${commentOf(tags)}${JSON.stringify(key)}${optional ? '?' : ''}: ${type};`).join(' ')} }`;

const { type } = fc.letrec<{ type: Typed; object: string }>((tie) => ({
  type: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, whole, choice, plain, computed, object(tie('object')), list(tie('type'), tie('object')), map(tie('type')), union(tie('type'), tie('object'))),
  object: fc.uniqueArray(fc.record({ name, optional: fc.boolean(), typed: tie('type') }), { selector: (each) => each.name, minLength: 1, maxLength: 3 })
    .map((members) => print(members.map(({ typed, ...rest }) => ({ ...rest, ...typed })))),
})); // prettier-ignore

function object(members: fc.Arbitrary<string>): fc.Arbitrary<Typed> {
  return members.chain((text) =>
    tagged(text, some('@default {}', '@default {"a": "a"}', '@validation has(self.a)', '@validation self.a == self.b', '@atMostOneOf a, b', '@immutable', '@mapType atomic', '@minProperties 1', '@preserveUnknownFields', '@embeddedResource')),
  );
} // prettier-ignore

function list(item: fc.Arbitrary<Typed>, members: fc.Arbitrary<string>): fc.Arbitrary<Typed> {
  const items = fc.oneof(item.map((each) => each.type), members);
  const tags = some('@listType set', '@listType map\n * @listMapKey name', '@listMapKey a', '@maxItems 2', '@default []', '@default ["a"]', '@items.immutable', '@immutable', '@items.nullable');
  return items.chain((each) => tagged(`(${each})[]`, tags));
} // prettier-ignore

function map(value: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  return value.chain((each) =>
    tagged(`Record<string, ${each.type}>`, some('@maxProperties 2', '@keys.pattern ^[a-z]+$', '@keys.maxLength 3', '@default {"a": 1}', "@validation self.all(k, k != 'x')")),
  );
} // prettier-ignore

function union(member: fc.Arbitrary<Typed>, members: fc.Arbitrary<string>): fc.Arbitrary<Typed> {
  const arms = fc.tuple(name, member, name, member, members, fc.boolean());
  return arms.chain(([one, first, other, second, rest, discriminated]) => {
    const [a, b] = [print([{ name: one, optional: false, ...first }]), print([{ name: other, optional: false, ...second }])];
    const kinds = `{ kind: 'left' } & ${a} | { kind: 'right' } & ${discriminated ? b : rest}`;
    return tagged(discriminated ? kinds : `${a} | ${b}`, some('@immutable', '@nullable', '@validation true'));
  });
}

const kindTags = some('@printColumn name=A type=string jsonPath=.spec.a', '@printColumn name=B type=integer jsonPath=.status.b', '@selectableField .spec.name', '@selectableField .spec.a', '@scale spec=.spec.b status=.status.b', '@noAgeColumn'); // prettier-ignore

/** The text of a file with one kind, `Random`. */
export const sources: fc.Arbitrary<string> = fc
  .record({
    members: fc.uniqueArray(fc.record({ name, optional: fc.boolean(), typed: type }), { selector: (each) => each.name, minLength: 1, maxLength: 4 }),
    status: fc.option(type),
    tags: kindTags,
  })
  .map(({ members, status, tags }) => {
    const spec = print(members.map(({ typed, ...rest }) => ({ ...rest, ...typed })));
    const below = status === null ? '' : `export interface RandomStatus { ${commentOf(status.tags)}b?: ${status.type} }\n`;
    return [
      "import type { Condition, Int32, IntOrString, Quantity } from 'kube-core/types';\nimport type { KubeObject } from 'kube-core';\n",
      computedFrom,
      commentOf(['@kube group=random.example.com version=v1 kind=Random', ...tags]),
      `export interface RandomSpec ${spec}\n${below}`,
    ].join('');
  }); // prettier-ignore
