/** The functions and operators that the API server declares for CEL, with the types that each takes. Enter at {@link overloadsOf}. */
import { type CelType, parseType, splitParts } from './type.js';

/** One form of a function. */
export interface Overload {
  readonly isMember: boolean;
  /** The receiver, where there is one, and the arguments. */
  readonly takes: readonly CelType[];
  readonly gives: CelType;
}

const timestamp = 'google.protobuf.Timestamp';
const duration = 'google.protobuf.Duration';
const quantity = 'kubernetes.Quantity';
const url = 'kubernetes.URL';
const format = 'kubernetes.NamedFormat';
const semver = 'kubernetes.Semver';
const numeric = ['int', 'uint', 'double'];
const summable = [...numeric, duration];
const ordered = [...numeric, 'bool', duration, timestamp, 'string', 'bytes'];

const each = (types: readonly string[], write: (type: string) => string): readonly string[] => types.map(write);
/** Functions with the same signature. */
const named = (names: string, write: (name: string) => string): readonly string[] => names.split(' ').map(write);

const operators = [
  ...['_==_(A, A): bool', '_!=_(A, A): bool', '_&&_(bool, bool): bool', '_||_(bool, bool): bool', '!_(bool): bool', '_?_:_(bool, A, A): A'],
  ...each(['int', 'double'], (type) => `-_(${type}): ${type}`),
  ...each([...numeric, 'string', 'bytes', 'list<A>', duration], (type) => `_+_(${type}, ${type}): ${type}`),
  ...[`_+_(${duration}, ${timestamp}): ${timestamp}`, `_+_(${timestamp}, ${duration}): ${timestamp}`],
  ...each([...numeric, duration], (type) => `_-_(${type}, ${type}): ${type}`),
  ...[`_-_(${timestamp}, ${timestamp}): ${duration}`, `_-_(${timestamp}, ${duration}): ${timestamp}`],
  ...each(numeric, (type) => `_*_(${type}, ${type}): ${type}`),
  ...each(numeric, (type) => `_/_(${type}, ${type}): ${type}`),
  ...each(['int', 'uint'], (type) => `_%_(${type}, ${type}): ${type}`),
  ...named('_<_ _<=_ _>_ _>=_', (name) => name).flatMap((name) => [
    ...each(ordered, (type) => `${name}(${type}, ${type}): bool`),
    ...numeric.flatMap((a) => numeric.filter((b) => a !== b).map((b) => `${name}(${a}, ${b}): bool`)),
  ]),
  ...['@in(A, list<A>): bool', '@in(A, map<A, B>): bool'],
  ...['_[_](list<A>, int): A', '_[_](map<A, B>, A): B'],
  ...['_[_](optional<list<A>>, int): optional<A>', '_[_](optional<map<A, B>>, A): optional<B>'],
  ...['_[?_](list<A>, int): optional<A>', '_[?_](optional<list<A>>, int): optional<A>'],
  'cel.@mapInsert(map<A, B>, map<A, B>): map<A, B>', // what transformMapEntry does with each entry
  ...['_[?_](map<A, B>, A): optional<B>', '_[?_](optional<map<A, B>>, A): optional<B>'],
];

const conversions = [
  ...each(['bool', 'string'], (type) => `bool(${type}): bool`),
  ...each(['bytes', 'string'], (type) => `bytes(${type}): bytes`),
  ...each([...numeric, 'string'], (type) => `double(${type}): double`),
  ...each([...numeric, 'string', timestamp, duration], (type) => `int(${type}): int`),
  ...each([...numeric, 'string'], (type) => `uint(${type}): uint`),
  ...each([...numeric, 'string', 'bool', 'bytes', timestamp, duration, 'net.IP', 'net.CIDR'], (type) => `string(${type}): string`),
  ...each(['int', 'string', timestamp], (type) => `timestamp(${type}): ${timestamp}`),
  ...each(['int', 'string', duration], (type) => `duration(${type}): ${duration}`),
  ...['dyn(A): dyn', 'type(A): type<A>'],
  ...each(['string', 'bytes', 'list<A>', 'map<A, B>'], (type) => `size(${type}): int`),
  ...each(['string', 'bytes', 'list<A>', 'map<A, B>'], (type) => `${type}.size(): int`),
];

const strings = [
  ...named('contains startsWith endsWith matches', (name) => `string.${name}(string): bool`),
  'matches(string, string): bool',
  ...named('lowerAscii upperAscii trim', (name) => `string.${name}(): string`),
  ...['string.charAt(int): string', 'string.replace(string, string): string', 'string.replace(string, string, int): string'],
  ...named('indexOf lastIndexOf', (name) => name).flatMap((name) => [`string.${name}(string): int`, `string.${name}(string, int): int`]),
  ...['string.split(string): list<string>', 'string.split(string, int): list<string>'],
  ...['string.substring(int): string', 'string.substring(int, int): string'],
  ...[
    'list<string>.join(): string',
    'list<string>.join(string): string',
    'string.format(list<dyn>): string',
    'strings.quote(string): string',
  ],
  ...['string.find(string): string', 'string.findAll(string): list<string>', 'string.findAll(string, int): list<string>'],
];

const times = [
  ...named(
    'getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek getHours getMinutes getSeconds getMilliseconds',
    (name) => name,
  ).flatMap((name) => [`${timestamp}.${name}(): int`, `${timestamp}.${name}(string): int`]),
  ...named('getHours getMinutes getSeconds getMilliseconds', (name) => `${duration}.${name}(): int`),
];

const lists = [
  ...each(ordered, (type) => `list<${type}>.isSorted(): bool`),
  ...each(summable, (type) => `list<${type}>.sum(): ${type}`),
  ...named('min max', (name) => name).flatMap((name) => each(ordered, (type) => `list<${type}>.${name}(): ${type}`)),
  ...each(ordered, (type) => `list<${type}>.sort(): list<${type}>`),
  ...named('reverse distinct', (name) => `list<A>.${name}(): list<A>`),
  ...named('first last', (name) => `list<A>.${name}(): optional<A>`),
  ...['list<A>.slice(int, int): list<A>', 'list<list<A>>.flatten(): list<A>', 'list<dyn>.flatten(int): list<dyn>'],
  ...['list<A>.indexOf(A): int', 'list<A>.lastIndexOf(A): int'],
  ...named('contains equivalent intersects', (name) => `sets.${name}(list<A>, list<A>): bool`),
];

const optionals = [
  ...['optional.of(A): optional<A>', 'optional.ofNonZeroValue(A): optional<A>', 'optional.none(): optional<A>'],
  ...['optional<A>.hasValue(): bool', 'optional<A>.value(): A', 'optional<A>.or(optional<A>): optional<A>', 'optional<A>.orValue(A): A'],
];

const comparable = (type: string): readonly string[] => [
  `${type}.compareTo(${type}): int`,
  `${type}.isGreaterThan(${type}): bool`,
  `${type}.isLessThan(${type}): bool`,
];

const kubernetes = [
  ...['isURL(string): bool', `url(string): ${url}`, `${url}.getQuery(): map<string, list<string>>`],
  ...named('getScheme getHost getHostname getPort getEscapedPath', (name) => `${url}.${name}(): string`),
  ...['isQuantity(string): bool', `quantity(string): ${quantity}`, `sign(${quantity}): int`, `${quantity}.isInteger(): bool`],
  ...[`${quantity}.asInteger(): int`, `${quantity}.asApproximateFloat(): double`, ...comparable(quantity)],
  ...each([quantity, 'int'], (type) => `${quantity}.add(${type}): ${quantity}`),
  ...each([quantity, 'int'], (type) => `${quantity}.sub(${type}): ${quantity}`),
  ...['isIP(string): bool', 'ip(string): net.IP', 'ip.isCanonical(string): bool', 'net.IP.family(): int'],
  ...named('isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast', (name) => `net.IP.${name}(): bool`),
  ...[
    'isCIDR(string): bool',
    'cidr(string): net.CIDR',
    'net.CIDR.ip(): net.IP',
    'net.CIDR.prefixLength(): int',
    'net.CIDR.masked(): net.CIDR',
  ],
  ...each(['string', 'net.IP'], (type) => `net.CIDR.containsIP(${type}): bool`),
  ...each(['string', 'net.CIDR'], (type) => `net.CIDR.containsCIDR(${type}): bool`),
  ...[`format.named(string): optional<${format}>`, `${format}.validate(string): optional<list<string>>`],
  ...named(
    'dns1123Label dns1123Subdomain dns1035Label dns1123LabelPrefix dns1123SubdomainPrefix dns1035LabelPrefix qualifiedName labelValue uri uuid byte date datetime',
    (name) => `format.${name}(): ${format}`,
  ),
  ...['isSemver(string): bool', 'isSemver(string, bool): bool', `semver(string): ${semver}`, `semver(string, bool): ${semver}`],
  ...[...named('major minor patch', (name) => `${semver}.${name}(): int`), ...comparable(semver)],
];

/** What stands before the dot of a function that is no member: `sets.contains`. */
const namespaces: ReadonlySet<string> = new Set(['sets', 'strings', 'optional', 'ip', 'format']);

let declared: ReadonlyMap<string, readonly Overload[]> | undefined;

/** The forms of a function or operator, in the server's order; undefined where there is none of that name. */
export function overloadsOf(name: string): readonly Overload[] | undefined {
  declared ??= declare([...operators, ...conversions, ...strings, ...times, ...lists, ...optionals, ...kubernetes]);
  return declared.get(name);
}

function declare(signatures: readonly string[]): ReadonlyMap<string, readonly Overload[]> {
  const functions = new Map<string, Overload[]>();
  for (const signature of signatures) {
    const { name, overload } = readSignature(signature);
    functions.set(name, [...(functions.get(name) ?? []), overload]);
  }
  return functions;
}

/** Reads `list<A>.indexOf(A): int`. */
function readSignature(signature: string): { readonly name: string; readonly overload: Overload } {
  const [, before = '', args = '', gives = ''] = /^(.*)\((.*)\): (.*)$/.exec(signature) ?? [];
  const takes = splitParts(args).map(parseType);
  const dot = /^[\w.<>, ]*\.\w+$/.test(before) ? before.lastIndexOf('.') : -1;
  const receiver = before.slice(0, Math.max(dot, 0));
  const isMember = dot > 0 && !namespaces.has(receiver);
  return {
    name: isMember ? before.slice(dot + 1) : before,
    overload: { isMember, takes: isMember ? [parseType(receiver), ...takes] : takes, gives: parseType(gives) },
  };
}
