/** CEL expressions for every function and every kind of argument, to hold our checker of types against the server's. Enter at {@link expressions}. */
import type { Schema } from '../../src/schema/types.js';

const text: Schema = { type: 'string', maxLength: 5 };
const integer: Schema = { type: 'integer' };
const list = (items: Schema): Schema => ({ type: 'array', maxItems: 3, items });
const formatted = (format: string): Schema => ({ type: 'string', format, maxLength: 5 });

/** What the server says to an expression: `b` to a bool, `o` to one of another type, `x` to one that does not compile. */
export type Judgement = 'b' | 'o' | 'x';

/** What the expressions find in `self`. */
export const expressionSchema: Schema = {
  type: 'object',
  properties: {
    s: text,
    i: integer,
    d: { type: 'number' },
    b: { type: 'boolean' },
    y: formatted('byte'),
    t: formatted('date-time'),
    u: formatted('duration'),
    x: { 'x-kubernetes-int-or-string': true },
    o: { type: 'object', properties: { s: text, i: integer, m: { type: 'object', maxProperties: 3, additionalProperties: text } } },
    m: { type: 'object', maxProperties: 3, additionalProperties: integer },
    ls: list(text),
    li: list(integer),
    ld: list({ type: 'number' }),
    lb: list({ type: 'boolean' }),
    lt: list(formatted('date-time')),
    lu: list(formatted('duration')),
    ly: list(formatted('byte')),
    ll: list(list(integer)),
    lo: list({ type: 'object', properties: { s: text, m: { type: 'object', maxProperties: 3, additionalProperties: text } } }),
  },
};

const fields = ['s', 'i', 'd', 'b', 'y', 't', 'u', 'x', 'o', 'm', 'ls', 'li', 'ld', 'lb', 'lt', 'lu', 'ly', 'll', 'lo'];
/** One value of each kind. */
const atoms = [
  ...fields.map((field) => `self.${field}`),
  ...[
    '1u',
    'null',
    'self',
    'self.?s',
    'self.?o',
    'self.?m',
    'dyn(1)',
    '[]',
    '{}',
    'int',
    "quantity('1')",
    "url('http://a')",
    "ip('1.1.1.1')",
  ],
  ...["cidr('1.0.0.0/8')", "semver('1.0.0')", 'format.dns1123Label()', 'self.li.map(x, x)', "'a'", '2'],
];
/** Some of them, where all would be too many. */
const few = [
  'self.s',
  'self.i',
  'self.li',
  'self.ls',
  'dyn(1)',
  'self.?s',
  "quantity('1')",
  "ip('1.1.1.1')",
  'self.b',
  'self.u',
  '1u',
  'null',
];

const members = [
  ...[
    'size',
    'contains',
    'startsWith',
    'endsWith',
    'matches',
    'lowerAscii',
    'upperAscii',
    'trim',
    'charAt',
    'replace',
    'indexOf',
    'lastIndexOf',
  ],
  ...['split', 'substring', 'join', 'format', 'find', 'findAll', 'reverse', 'quote', 'getFullYear', 'getMonth', 'getDate', 'getDayOfWeek'],
  ...[
    'getHours',
    'getMinutes',
    'getSeconds',
    'getMilliseconds',
    'isSorted',
    'sum',
    'min',
    'max',
    'slice',
    'sort',
    'distinct',
    'flatten',
    'first',
  ],
  ...['last', 'hasValue', 'value', 'or', 'orValue', 'getScheme', 'getHost', 'getQuery', 'getPort', 'sign', 'isInteger', 'asInteger'],
  ...[
    'asApproximateFloat',
    'compareTo',
    'isGreaterThan',
    'isLessThan',
    'add',
    'sub',
    'family',
    'isLoopback',
    'isCanonical',
    'ip',
    'masked',
  ],
  ...['prefixLength', 'containsIP', 'containsCIDR', 'validate', 'major', 'minor', 'patch', 'string', 'json', 'hex', 'base64', 'at', 'bind'],
];
const functions = [
  ...[
    'size',
    'type',
    'dyn',
    'bool',
    'bytes',
    'double',
    'int',
    'uint',
    'string',
    'timestamp',
    'duration',
    'matches',
    'quantity',
    'isQuantity',
  ],
  ...[
    'url',
    'isURL',
    'ip',
    'isIP',
    'cidr',
    'isCIDR',
    'semver',
    'isSemver',
    'has',
    'optional.of',
    'optional.ofNonZeroValue',
    'strings.quote',
  ],
  ...['format.named', 'ip.isCanonical', 'sign', 'math.greatest', 'math.abs', 'base64.encode', 'cel.bind', 'sets.contains', 'unknown'],
];
const operators = ['==', '!=', '+', '-', '*', '/', '%', '<', '>=', 'in', '&&', '||'];
const oneVariable = ['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map', 'optMap', 'optFlatMap'];
const twoVariables = ['all', 'exists', 'existsOne', 'transformList', 'transformMap', 'transformMapEntry', 'filter'];
const selections = [
  ...['has(self.s)', 'has(self.o.s)', 'has(self.o.m.k)', 'has(self.lo[0].s)', 'has(self.lo[0].m.k)', 'has(self.nope)', 'has(self.lo[0].nope)'],
  ...['has(self.s.t)', 'has(self.m.k)', 'has(self.m["k"])', 'has(self)', 'has(self.?s)', 'has(self.?o.s)', 'has(self.x.y)', 'has(dyn(self).a)'],
  ...['has({"a": 1}.a)', 'has([self.o][0].s)', 'has((self.o).s)', 'has(1)', 'has(self.li[0])', 'has()', 'has(self.s, self.i)', 'self.nope'],
  ...['self.s.nope', 'self.o.nope', 'self.m.nope', 'self.x.nope', 'self.constructor', 'self.__proto__', 'self.toString()', 'constructor'],
  ...['toString', '__proto__', 'self.o.constructor', 'has(self.constructor)', 'self.lo.all(p, has(p.m.k))', 'self.?o.?m.?k', 'self.?o.m.?k.orValue("")'],
  ...['self.li[?0]', 'self.m[?"k"]', 'self.?li[0]', 'self.li[?"a"]', 'optional.none()', 'optional.none() == self.?s', 'self.?o.orValue(null) == null'],
  ...['google.protobuf.Duration == type(self.u)', 'type(self.s) == string', 'type(null) == null_type', 'type(self.li) == list', 'type(1) == 1'],
  ...['[1, 2u]', '[1, "a"]', '{"a": 1, "b": "c"}', '{1: 2}', '{"a": 1}.a', '[self.s, null]', '[self.o, null]', '"%d".format([1, "a"])'],
  ...['self.lo.map(p, p.s).join(",")', 'self.lo.map(p, p.m).all(m, m.k == "")', 'self.lo.exists(p, p.s == self.s && p.nope)', 'self.m.all(k, self.m[k] > 0)'],
  ...['true ? self.s : null', 'true ? self.o : null', 'true ? 1 : 1u', 'true ? dyn(1) : "a"', '-self.i', '-self.d', '-self.s', '-1u', '!self.b', '!self.s'],
  ...['dyn(true)', 'self.x', 'self.x == 1', 'self.x == "a"', 'self.x > 1', 'self.x in [1]', 'oldSelf.s == self.s', 'oldSelf.nope == 1'],
  ...['self.lo[0].m["k"]', 'self.lo[0].m.k', 'self.lo["a"]', 'self.m[0]', 'self.s[0]', 'self["s"]', 'sets.contains(self.ls, ["a"])', 'sets.contains(self.ls, [1])'],
  ...['sets.equivalent([], [])', 'self.ls.indexOf("a")', 'self.ls.indexOf(1)', 'semver("1", true)', 'isSemver("1", true)', 'isSemver("1", 1)'],
  ...['duration("1s") + self.t', 'self.t - self.t', 'self.t - self.u', 'self.u - self.t', 'self.u * 2', 'self.t + self.t', 'size(self.lo[0].m)'],
]; // prettier-ignore

const across = (names: readonly string[], write: (name: string, atom: string) => string): readonly string[] =>
  names.flatMap((name) => atoms.map((atom) => write(name, atom)));

/** Every expression; of some thousands only one in so many. */
export const expressions: readonly string[] = [
  ...selections,
  ...across(members, (name, atom) => `${atom}.${name}()`),
  ...members
    .flatMap((name) => across([name], (_, atom) => atom).flatMap((atom) => few.map((arg) => `${atom}.${name}(${arg})`)))
    .filter((_, i) => i % 7 === 0),
  ...members.flatMap((name) => ['self.s', 'self.ls', 'self.y'].flatMap((atom) => few.map((arg) => `${atom}.${name}(self.i, ${arg})`))),
  ...members.flatMap((name) => ['self.s', 'self.ls'].flatMap((atom) => few.map((arg) => `${atom}.${name}('a', ${arg})`))),
  ...across(functions, (name, atom) => `${name}(${atom})`),
  ...functions.flatMap((name) => few.flatMap((a) => few.map((b) => `${name}(${a}, ${b})`))).filter((_, i) => i % 5 === 0),
  ...operators.flatMap((name) => across(atoms, (a, b) => `${a} ${name} ${b}`)).filter((_, i) => i % 5 === 0),
  ...across(atoms, (a, b) => `${a} == ${b}`),
  ...across(atoms, (a, b) => `true ? ${a} : ${b}`).filter((_, i) => i % 3 === 0),
  ...across(atoms, (a, b) => `${a}[${b}]`).filter((_, i) => i % 3 === 0),
  ...across(atoms, (a, b) => `[${a}, ${b}]`).filter((_, i) => i % 5 === 0),
  ...across(oneVariable, (name, atom) => `${atom}.${name}(v, true)`),
  ...across(oneVariable, (name, atom) => `${atom}.${name}(v, v)`),
  ...across(twoVariables, (name, atom) => `${atom}.${name}(k, v, true)`),
  ...across(twoVariables, (name, atom) => `${atom}.${name}(k, v, k == v)`),
  ...across(twoVariables, (name, atom) => `${atom}.${name}(k, v, true, v)`),
  ...across(['map'], (name, atom) => `${atom}.${name}(v, true, v)`),
  ...across(['map'], (name, atom) => `${atom}.${name}(v, 1, v)`),
];
