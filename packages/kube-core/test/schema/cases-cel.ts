/** Objects put to schemas with CEL rules. Enter at {@link celCases}. */
import type { Schema, ValidationRule } from '../../src/schema/types.js';
import { type ObjectCase, change, field, root } from './case.js';

/** A schema with these rules, each given as its text or whole. */
function ruled(schema: Schema, ...rules: readonly (string | ValidationRule)[]): Schema {
  return { ...schema, 'x-kubernetes-validations': rules.map((rule) => (typeof rule === 'string' ? { rule } : rule)) };
}

const text: Schema = { type: 'string', maxLength: 64 };
const int: Schema = { type: 'integer' };
const spec = (properties: Readonly<Record<string, Schema>>, ...rules: readonly (string | ValidationRule)[]): Schema =>
  ruled({ type: 'object', properties }, ...rules);
const ports: Schema = {
  type: 'array',
  maxItems: 10,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: { type: 'object', required: ['name'], properties: { name: text, port: int } },
};

/** Whether expressions that must hold do: every one of them is a rule of the same object. */
function holds(name: string, properties: Readonly<Record<string, Schema>>, value: unknown, ...rules: readonly string[]): ObjectCase {
  return field(name, spec(properties, ...rules), { good: value });
}

/** Every case with CEL. */
export const celCases: readonly ObjectCase[] = [
  field('rule', spec({ a: int, b: int }, 'self.a <= self.b'), { good: { a: 1, b: 2 }, bad: { a: 3, b: 2 }, missing: { a: 1 } }),
  field('rule with message', spec({ a: int }, { rule: 'self.a > 0', message: 'a must be positive' }), { bad: { a: 0 } }),
  field(
    'rule with messageExpression',
    spec({ a: text }, { rule: "self.a == 'x'", messageExpression: "'a is ' + self.a", message: 'fallback' }),
    { bad: { a: 'y' } },
  ),
  field(
    'messageExpression that fails',
    spec({ a: text, b: text }, { rule: "self.a == 'x'", messageExpression: "'b is ' + self.b", message: 'fallback' }),
    { bad: { a: 'y' } },
  ),
  field(
    'messageExpression that is empty',
    spec(
      { a: text },
      { rule: "self.a == 'x'", messageExpression: "''", message: 'fallback' },
      { rule: "self.a == 'x'", messageExpression: "'a\\nb'" },
    ),
    { bad: { a: 'y' } },
  ),
  field(
    'reasons',
    spec(
      { a: int },
      { rule: 'self.a > 0', message: 'm', reason: 'FieldValueForbidden' },
      { rule: 'self.a > 0', message: 'm', reason: 'FieldValueRequired' },
      { rule: 'self.a > 0', message: 'm', reason: 'FieldValueDuplicate' },
      { rule: 'self.a > 0', message: 'm', reason: 'FieldValueInvalid' },
      { rule: 'self.a > 0', reason: 'FieldValueForbidden' },
    ),
    { bad: { a: 0 } },
  ),
  field(
    'fieldPath',
    spec(
      { a: int, b: { type: 'object', properties: { 'c.d': int } } },
      { rule: 'self.a > 0', message: 'm', fieldPath: '.a' },
      { rule: 'self.a > 0', message: 'm', fieldPath: ".b['c.d']" },
      { rule: 'self.a > 0', message: 'm', fieldPath: '.a', reason: 'FieldValueRequired' },
    ),
    { bad: { a: 0 } },
  ),
  field(
    'rules at every depth',
    ruled(
      {
        type: 'object',
        properties: {
          s: ruled(text, "self.startsWith('a')"),
          n: ruled(int, 'self % 2 == 0'),
          d: ruled({ type: 'number' }, 'self > 1.5'),
          t: ruled({ type: 'boolean' }, 'self'),
          l: ruled({ type: 'array', maxItems: 5, items: ruled(int, 'self > 0') }, 'self.size() > 1'),
          m: ruled({ type: 'object', maxProperties: 5, additionalProperties: ruled(text, "self != 'bad'") }, "!('k' in self)"),
          'x-y': ruled(int, 'self < 3'),
          p: ruled({ 'x-kubernetes-int-or-string': true, maxLength: 9 }, "type(self) == int ? self > 0 : self.endsWith('%')"),
        },
      },
      'has(self.s)',
    ),
    {
      good: { s: 'ab', n: 2, d: 2, t: true, l: [1, 2], m: { a: 'b' }, 'x-y': 1, p: '5%' },
      bad: { s: 'b', n: 1, d: 1, t: false, l: [0], m: { k: 'x', 'a/b': 'bad' }, 'x-y': 3, p: 0 },
      none: {},
      string: { s: 'a', p: 'x' },
    },
  ),
  field(
    'names to escape',
    spec(
      { 'a-b': int, 'c.d': int, 'e/f': int, g__h: int, namespace: text, if: int, $x: int, '0a': int },
      'self.a__dash__b == 1',
      'self.c__dot__d == 2',
      'self.e__slash__f == 3',
      'self.g__underscores__h == 4',
      "self.__namespace__ == 'n'",
      'self.__if__ == 5',
    ),
    {
      good: { 'a-b': 1, 'c.d': 2, 'e/f': 3, g__h: 4, namespace: 'n', if: 5 },
      bad: { 'a-b': 2, 'c.d': 3, 'e/f': 4, g__h: 5, namespace: 'm', if: 6 },
    },
  ),
  field(
    'runtime errors',
    spec(
      {
        a: int,
        l: { type: 'array', maxItems: 3, items: int },
        m: { type: 'object', maxProperties: 3, additionalProperties: int },
        p: { 'x-kubernetes-int-or-string': true },
      },
      'self.a / 0 == 1',
      'self.l[5] == 1',
      "self.m['x'] == 1",
      "self.p.startsWith('x')",
      { rule: 'self.a % 0 == 1', message: 'm' },
      'self.a + 9223372036854775807 > 0',
    ),
    { bad: { a: 1, l: [1], m: {}, p: 3 } },
  ),
  field('has', spec({ a: { type: 'object', properties: { b: int } }, n: { ...text, nullable: true } }, 'has(self.a.b)', 'has(self.n)'), {
    empty: {},
    none: { a: {} },
    good: { a: { b: 1 }, n: 'x' },
    null: { a: { b: 1 }, n: null },
  }),
  field('a blocked rule', spec({ a: text, b: int }, 'self.b > 3'), { type: { a: 1, b: 1 }, long: { a: 'x'.repeat(70), b: 1 } }),
  field('a rule that is not blocked', spec({ a: { type: 'string', minLength: 3, maxLength: 9 }, b: int }, 'self.b > 3'), {
    short: { a: 'x', b: 1 },
  }),
  field(
    'formats as types',
    spec(
      {
        t: { type: 'string', format: 'date-time' },
        d: { type: 'string', format: 'duration' },
        y: { type: 'string', format: 'date' },
        b: { type: 'string', format: 'byte', maxLength: 20 },
      },
      "self.t > timestamp('2026-01-01T00:00:00Z')",
      "self.d <= duration('1h')",
      'self.y.getFullYear() == 2026',
      "self.b == b'hi'",
    ),
    {
      good: { t: '2026-02-01T00:00:00Z', d: '30m', y: '2026-05-05', b: 'aGk=' },
      bad: { t: '2025-02-01T00:00:00Z', d: '2h', y: '2025-05-05', b: 'aG8=' },
    },
  ),
  field(
    'map keys',
    {
      type: 'object',
      maxProperties: 5,
      additionalProperties: text,
      'x-kubernetes-validations': [{ rule: 'self.all(k, k.size() <= 3)', message: 'keys are short' }],
    },
    { good: { abc: 'x' }, bad: { abcd: 'x' } },
  ),
  field(
    'embedded resource in CEL',
    ruled(
      { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      "self.apiVersion == 'v1' && self.metadata.name.startsWith('a')",
    ),
    {
      good: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ab' } },
      bad: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } },
    },
  ),
  {
    name: 'rules of the root',
    schema: {
      ...root({ a: int }),
      'x-kubernetes-validations': [
        { rule: "self.metadata.name.startsWith('o')" },
        { rule: 'self.spec.a > 0' },
        { rule: "self.kind != 'x' && self.apiVersion.endsWith('v1')" },
      ],
    },
    objects: { good: { object: { spec: { a: 1 } } }, bad: { object: { spec: { a: 0 } } }, none: { object: {} } },
  },
  change('transition', ruled(text, { rule: 'self == oldSelf', message: 'immutable' }), { same: ['a', 'a'], changed: ['a', 'b'] }),
  change('transition below', spec({ a: ruled(int, 'self >= oldSelf'), b: int }), {
    up: [{ a: 1 }, { a: 2 }],
    down: [{ a: 2 }, { a: 1 }],
    gone: [{ a: 2 }, {}],
    added: [{}, { a: 1 }],
  }),
  change('transition of the parent', spec({ a: int }, { rule: '!has(oldSelf.a) || has(self.a)', message: 'a stays' }), {
    gone: [{ a: 1 }, {}],
    kept: [{ a: 1 }, { a: 2 }],
  }),
  change(
    'transition in a list map',
    { ...ports, items: { ...ports.items, 'x-kubernetes-validations': [{ rule: 'self.port == oldSelf.port' }] } },
    {
      reordered: [
        [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
        [
          { name: 'b', port: 2 },
          { name: 'a', port: 1 },
        ],
      ],
      changed: [
        [{ name: 'a', port: 1 }],
        [
          { name: 'x', port: 9 },
          { name: 'a', port: 2 },
        ],
      ],
    },
  ),
  change(
    'transition in a map',
    { type: 'object', maxProperties: 5, additionalProperties: ruled(int, 'self == oldSelf') },
    {
      changed: [
        { a: 1, 'b.c': 2 },
        { a: 2, 'b.c': 3, d: 4 },
      ],
    },
  ),
  change('equality of list maps', spec({ l: ports }, { rule: 'self.l == oldSelf.l', message: 'immutable' }), {
    reordered: [{ l: [{ name: 'a' }, { name: 'b' }] }, { l: [{ name: 'b' }, { name: 'a' }] }],
    changed: [{ l: [{ name: 'a' }, { name: 'b' }] }, { l: [{ name: 'b' }, { name: 'c' }] }],
  }),
  change(
    'equality of sets',
    spec(
      { l: { type: 'array', maxItems: 5, 'x-kubernetes-list-type': 'set', items: text } },
      { rule: 'self.l == oldSelf.l', message: 'immutable' },
    ),
    {
      reordered: [{ l: ['a', 'b'] }, { l: ['b', 'a'] }],
      changed: [{ l: ['a', 'b'] }, { l: ['b'] }],
    },
  ),
  change(
    'equality of objects',
    spec({
      o: ruled(
        {
          type: 'object',
          properties: {
            a: int,
            m: { type: 'object', maxProperties: 3, additionalProperties: int },
            l: { type: 'array', maxItems: 3, items: text },
          },
        },
        { rule: 'self == oldSelf', message: 'immutable' },
      ),
    }),
    {
      same: [{ o: { a: 1, m: { x: 1, y: 2 }, l: ['a'] } }, { o: { l: ['a'], m: { y: 2, x: 1 }, a: 1 } }],
      changed: [{ o: { a: 1 } }, { o: { a: 2 } }],
      deeper: [{ o: { m: { x: 1 } } }, { o: { m: { x: 2 } } }],
    },
  ),
  field(
    'optionalOldSelf on create',
    ruled(int, { rule: 'oldSelf.hasValue() ? self >= oldSelf.value() : self == 1', optionalOldSelf: true }),
    { good: 1, bad: 2 },
  ),
  change(
    'optionalOldSelf on update',
    ruled(int, { rule: 'oldSelf.hasValue() ? self >= oldSelf.value() : self == 1', optionalOldSelf: true }),
    { good: [1, 2], bad: [2, 1] },
  ),
  change(
    'optionalOldSelf with orValue',
    ruled(
      int,
      { rule: 'self >= oldSelf.orValue(5)', optionalOldSelf: true },
      { rule: 'oldSelf.optMap(o, self == o).orValue(true)', optionalOldSelf: true },
    ),
    { good: [7, 7], bad: [7, 6] },
  ),
  change('ratcheting of rules', spec({ a: ruled(int, 'self > 5'), b: int }, 'self.b > 5'), {
    'a unchanged': [
      { a: 1, b: 9 },
      { a: 1, b: 8 },
    ],
    'all unchanged': [
      { a: 1, b: 1 },
      { a: 1, b: 1 },
    ],
    'a changed': [
      { a: 1, b: 9 },
      { a: 2, b: 9 },
    ],
    'b changed': [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
    ],
  }),
  change(
    'ratcheting of rules in lists',
    { type: 'array', maxItems: 5, items: ruled(int, 'self > 5') },
    { unchanged: [[1], [1]], grown: [[1], [1, 7]] },
  ),
  holds(
    'library of strings',
    { s: text },
    { s: 'Hello World' },
    "self.s.startsWith('Hello') && self.s.endsWith('World') && self.s.contains('lo W')",
    "self.s.matches('^H(?i)ELLO')",
    "self.s.find('[a-z]+') == 'ello'",
    "self.s.findAll('[A-Z]') == ['H', 'W']",
    "self.s.findAll('[A-Z]', 1) == ['H']",
    "self.s.lowerAscii() == 'hello world' && self.s.upperAscii() == 'HELLO WORLD'",
    "self.s.split(' ') == ['Hello', 'World']",
    "self.s.split('l', 2)[0] == 'He'",
    "self.s.replace('l', 'L') == 'HeLLo WorLd'",
    "self.s.replace('l', 'L', 1) == 'HeLlo World'",
    "self.s.substring(6) == 'World' && self.s.substring(0, 5) == 'Hello'",
    "self.s.indexOf('o') == 4 && self.s.lastIndexOf('o') == 7",
    "self.s.charAt(1) == 'e'",
    "' x '.trim() == 'x'",
    'size(self.s) == 11 && self.s.size() == 11',
    "matches(self.s, 'World$')",
    "'%s-%d'.format([self.s, 3]) == 'Hello World-3'",
    'strings.quote(\'a"b\') == \'"a\\\\"b"\'',
  ),
  holds(
    'library of lists',
    { l: { type: 'array', maxItems: 5, items: int } },
    { l: [1, 2, 3] },
    'self.l.isSorted()',
    'self.l.sum() == 6',
    'self.l.min() == 1 && self.l.max() == 3',
    'self.l.indexOf(2) == 1 && self.l.lastIndexOf(9) == -1',
    'self.l.all(x, x > 0) && self.l.exists(x, x == 2) && self.l.exists_one(x, x == 3)',
    'self.l.map(x, x * 2) == [2, 4, 6]',
    'self.l.map(x, x > 1, x * 2) == [4, 6]',
    'self.l.filter(x, x > 1).size() == 2',
    '2 in self.l',
    'self.l + [4] == [1, 2, 3, 4]',
    'sets.contains(self.l, [1])',
    'sets.equivalent(self.l, [3, 2, 1])',
    'sets.intersects(self.l, [9, 1])',
    'self.l.slice(0, 2) == [1, 2]',
    '[3, 1, 2].sort() == [1, 2, 3]',
    '[1, 1].distinct() == [1]',
    '[[1], [2]].flatten() == [1, 2]',
    'self.l.reverse() == [3, 2, 1]',
    'self.l.all(i, v, v == i + 1)',
    'self.l.transformList(i, v, i + v) == [1, 3, 5]',
  ),
  holds(
    'library of URLs and addresses',
    { u: text, i: text, c: text },
    { u: 'https://user@example.com:80/a%20b?k=v1&k=v2', i: '10.1.2.3', c: '10.0.0.0/8' },
    'isURL(self.u) && !isURL("x")',
    "url(self.u).getScheme() == 'https' && url(self.u).getHost() == 'example.com:80'",
    "url(self.u).getHostname() == 'example.com' && url(self.u).getPort() == '80'",
    "url(self.u).getEscapedPath() == '/a%20b'",
    "url(self.u).getQuery()['k'] == ['v1', 'v2']",
    'isIP(self.i) && !isIP("x")',
    'ip(self.i).family() == 4 && ip("::1").family() == 6',
    'ip("127.0.0.1").isLoopback() && !ip(self.i).isUnspecified()',
    'cidr(self.c).containsIP(self.i) && !cidr(self.c).containsIP("11.0.0.1")',
    'cidr(self.c).containsCIDR("10.1.0.0/16")',
    'cidr(self.c).prefixLength() == 8',
    'isCIDR(self.c)',
    "string(ip(self.i)) == '10.1.2.3'",
    "cidr('10.1.2.3/8').masked() == cidr(self.c)",
    'ip.isCanonical("::1")',
  ),
  holds(
    'library of quantities',
    { q: { 'x-kubernetes-int-or-string': true, maxLength: 20 }, r: text },
    { q: '1500m', r: '2Gi' },
    "isQuantity(self.r) && !isQuantity('x')",
    "quantity(self.r).isGreaterThan(quantity('1Gi'))",
    "quantity(self.r).isLessThan(quantity('3Gi'))",
    "quantity(self.r).compareTo(quantity('2048Mi')) == 0",
    'quantity(self.r).asInteger() == 2147483648',
    "quantity('1500m').asApproximateFloat() == 1.5",
    "quantity('1').add(quantity('500m')).compareTo(quantity('1500m')) == 0",
    "quantity('2').sub(1).compareTo(quantity('1')) == 0",
    "!quantity('1500m').isInteger()",
    "quantity(self.r) == quantity('2048Mi')",
    'type(self.q) == string',
  ),
  holds(
    'library of formats',
    { s: text },
    { s: 'a-b' },
    '!format.dns1123Label().validate(self.s).hasValue()',
    "format.dns1123Label().validate('A').hasValue()",
    "!format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
  ),
  holds(
    'numbers of several types',
    { i: int, d: { type: 'number' } },
    { i: 2, d: 2 },
    'self.i == 2',
    'self.d == 2.0',
    'self.i < 2.5',
    'double(self.i) == self.d',
    'int(self.d) == self.i',
    'self.d > 1',
    'string(self.i) == "2"',
  ),
  field(
    'optional fields',
    spec({ a: { type: 'object', properties: { b: int } } }, 'self.?a.?b.orValue(7) > 3', 'self.?a.?b.hasValue() || true'),
    { none: {}, bad: { a: { b: 1 } }, good: { a: { b: 5 } } },
  ),
  holds(
    'has of a field of anything',
    {
      o: {
        type: 'array',
        maxItems: 3,
        items: { type: 'object', properties: { m: text, n: { type: 'object', maxProperties: 3, additionalProperties: text } } },
      },
    },
    { o: [{ m: 'a', n: { k: 'v' } }, {}] },
    ...[
      'has(self.o[0].m)',
      '!has(self.o[1].m)',
      'has(self.o[0].n.k)',
      '!has(self.o[0].n.nope)',
      "has({'a': 1}.a)",
      'has(self.?o[0].value().m)',
    ],
    ...['self.o.exists(p, has(p.m))', 'has(self.o.filter(p, has(p.m))[0].m)'],
  ),
  holds(
    'comparisons with null',
    {
      o: { type: 'object', properties: { s: text } },
      u: { type: 'string', format: 'duration' },
      t: { type: 'string', format: 'date-time' },
    },
    { o: {}, u: '1s', t: '2026-01-01T00:00:00Z' },
    ...[
      'self.o != null',
      'self.u != null',
      'self.t != null',
      "quantity('1') != null",
      "ip('1.1.1.1') != null",
      'self.?o != null',
      'optional.none() != null',
    ],
    ...['!(null == self.o)', 'null == null', "url('http://a') != null"],
  ),
  holds(
    'semantic versions',
    { v: text },
    { v: '1.2.3-rc.1' },
    ...[
      "semver(self.v).isLessThan(semver('1.2.3'))",
      "semver(self.v).compareTo(semver('1.2.3-rc.1+build')) == 0",
      'semver(self.v).major() == 1',
    ],
    ...[
      'semver(self.v).minor() == 2 && semver(self.v).patch() == 3',
      "!isSemver('1.2')",
      "isSemver('v1.2', true)",
      "semver('v01.2', true) == semver('1.2.0')",
    ],
    ...[
      "!isSemver('01.2.3')",
      "!isSemver('1.2.3-01')",
      "isSemver('1.2.3-0a')",
      "semver('1.0.0-alpha.beta').isGreaterThan(semver('1.0.0-alpha.1'))",
    ],
    ...[
      "semver('1.0.0-rc.11').isGreaterThan(semver('1.0.0-rc.2'))",
      "semver('1.0.0-a.b').isGreaterThan(semver('1.0.0-a'))",
      "!isSemver('', true)",
    ],
    ...[
      "isSemver('18446744073709551615.0.0')",
      "!isSemver('18446744073709551616.0.0')",
      "!isSemver('1.2.3.4', true)",
      "!isSemver('1.2-rc', true)",
    ],
  ),
  holds(
    'formats of great numbers and of texts',
    { s: text, y: { type: 'string', format: 'byte', maxLength: 64 }, i: int },
    { s: 'héllo', y: 'aGk=', i: 9007199254740992 },
    ...[
      "'%d'.format([9007199254740993]) == '9007199254740993'",
      "'%x'.format([9007199254740993]) == '20000000000001'",
      "'%d'.format([self.i + 1]) == '9007199254740993'",
    ],
    ...[
      "'%x'.format([self.s]) == '68c3a96c6c6f'",
      "'%X'.format([self.s]) == '68C3A96C6C6F'",
      "'%x'.format([self.y]) == '6869'",
      "'%x'.format([-255]) == '-ff'",
    ],
    ...[
      "'%b'.format([5]) == '101'",
      "'%o'.format([-8]) == '-10'",
      "'%b'.format([true]) == '1'",
      "'%s'.format([9007199254740993]) == '9007199254740993'",
    ],
  ),
  holds(
    'conversions of times',
    { u: { type: 'string', format: 'duration' }, t: { type: 'string', format: 'date-time' } },
    { u: '1h1ms', t: '2026-01-01T00:00:01Z' },
    ...[
      'int(self.t) == 1767225601',
      'int(self.u) == 3600001000000',
      "string(self.t) == '2026-01-01T00:00:01Z'",
      "string(self.u) == '3600.001s'",
    ],
    ...[
      'timestamp(self.t) == self.t',
      'duration(self.u) == self.u',
      "duration('1h') < self.u",
      "self.u > duration('-1s')",
      'timestamp(1767225601) == self.t',
    ],
    ...[
      "sign(quantity('-1')) == -1",
      '[1, 2].reverse() == [2, 1]',
      '[2, 1].sort() == [1, 2]',
      '[1, 1].distinct() == [1]',
      '[[1], [2]].flatten() == [1, 2]',
    ],
  ),
  holds(
    'named formats',
    { s: text },
    { s: 'A' },
    "format.dns1123Label().validate('a').hasValue() == false",
    "format.dns1123Label().validate(self.s).value() == ['a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \\'-\\', and must start and end with an alphanumeric character (e.g. \\'my-name\\',  or \\'123-abc\\', regex used for validation is \\'[a-z0-9]([-a-z0-9]*[a-z0-9])?\\')']",
    ...["format.date().validate('x').value() == ['invalid date']", "format.datetime().validate('x').value() == ['invalid datetime']"],
    ...[
      "format.byte().validate('!').value() == ['invalid base64']",
      "format.uuid().validate('!').value() == ['does not match the UUID format']",
    ],
    ...[
      "format.dns1123LabelPrefix().validate('a-').hasValue() == false",
      "format.dns1123LabelPrefix().validate('A-').hasValue() == false",
      "format.qualifiedName().validate('a/b/c').hasValue()",
    ],
  ),
];
