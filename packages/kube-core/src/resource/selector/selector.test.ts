import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fieldSelector, parseFieldSelector } from './field-selector.js';
import type { LabelRequirement } from './label-requirement.js';
import { labelMatcher, labelSelector, parseLabelSelector, printLabelSelector, toLabelSelector } from './label-selector.js';
import { refusedFields, refusedLabels } from '../../../test/selectors.js';

const selectorError = (message: string): object => expect.objectContaining({ code: 'selector', message });

describe('a label selector', () => {
  test.each([
    ['a', [{ key: 'a', operator: 'Exists', values: [] }]],
    ['!in', [{ key: 'in', operator: 'DoesNotExist', values: [] }]],
    [' a = b ', [{ key: 'a', operator: 'In', values: ['b'] }]],
    [
      'a==b,x/y!=',
      [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'x/y', operator: 'NotIn', values: [''] },
      ],
    ],
    ['in in(notin, in)', [{ key: 'in', operator: 'In', values: ['in', 'notin'] }]],
    ['a notin ()', [{ key: 'a', operator: 'NotIn', values: [''] }]],
    ['a in (b,,c,b)', [{ key: 'a', operator: 'In', values: ['', 'b', 'c'] }]],
    [
      'a>1,a<9',
      [
        { key: 'a', operator: 'Gt', values: ['1'] },
        { key: 'a', operator: 'Lt', values: ['9'] },
      ],
    ],
    ['', []],
    [' \t', []],
  ] as const)('%j is read', (text, requirements) => {
    expect(parseLabelSelector(text)).toEqual(requirements);
  });

  test.each(refusedLabels)('%j is refused in the words of the server', (text, words) => {
    expect(() => parseLabelSelector(text)).toThrow(selectorError(words));
  });

  test('is written from what labels must be', () => {
    const terms = {
      app: 'nginx',
      tier: ['web', 'api'],
      canary: false,
      gpu: true,
      zone: { not: 'a' },
      row: { not: ['1', '2'] },
      none: undefined,
    };
    expect(labelSelector(terms)).toBe('app=nginx,tier in (api,web),!canary,gpu,zone!=a,row notin (1,2)');
    expect(labelSelector({})).toBe('');
  });

  test.each([
    [{ a: [] }, 'In of the label a has 0 values; it needs some'],
    [{ 'a=b': 'c' }, /^<nil>: Invalid value: "a=b": name part must consist of/],
    [{ a: 'b,c' }, /^values\[0\]\[a\]: Invalid value: "b,c": a valid label must be/],
    [{ a: 7 as never }, 'the label a has to be a text, a list of texts, true, false or { not }; this is a number'],
    [{ a: null as never }, 'the label a has to be'],
    [{ a: [7 as never] }, 'the values of the label a are texts'],
    [{ a: {} as never }, 'the values of the label a are texts'],
  ])('is not written from %j', (terms, words) => {
    expect(() => labelSelector(terms)).toThrow(expect.objectContaining({ code: 'selector' }));
    expect(() => labelSelector(terms)).toThrow(words);
  });

  test('takes null as YAML has it: as a field that is left out', () => {
    expect(labelMatcher({ matchLabels: null, matchExpressions: null } as never)({ app: 'x' })).toBe(true);
    expect(labelMatcher('app')(null as never)).toBe(false);
  });

  test.each([[{ app: 'x' }], [{ matchLabel: { app: 'x' } }], [{ matchLabels: {}, app: 'x' }]])(
    'is not taken from %j, which would select everything',
    (selector) => {
      expect(() => labelMatcher(selector as object)).toThrow(
        /^a label selector has no field "\w+"; labels by their keys are \{ matchLabels/,
      );
      expect(() => printLabelSelector(selector as object)).toThrow(expect.objectContaining({ code: 'selector' }));
    },
  );

  test('is taken from a field of a kind, and given back as one', () => {
    const selector = { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b', 'a'] }] };
    expect(printLabelSelector(selector)).toBe('app=x,tier notin (a,b)');
    expect(toLabelSelector('app=x,!y')).toEqual({
      matchExpressions: [
        { key: 'app', operator: 'In', values: ['x'] },
        { key: 'y', operator: 'DoesNotExist' },
      ],
    });
    expect([printLabelSelector({}), toLabelSelector('')]).toEqual(['', {}]);
    expect(() => toLabelSelector('a>1')).toThrow(selectorError('Gt of the label a can only be written as a text'));
    for (const [operator, words] of [
      ['Gt', 'is no operator of a label selector'],
      ['In', 'In of the label a has 0 values'],
    ])
      expect(() => printLabelSelector({ matchExpressions: [{ key: 'a', operator: operator! }] })).toThrow(words);
    expect(() => printLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] })).toThrow('it needs none');
  });

  test.each<[selector: string, labels: Record<string, string> | undefined, selected: boolean]>([
    ['', undefined, true],
    ['a', { a: '' }, true],
    ['a', {}, false],
    ['constructor', {}, false],
    ['!a', undefined, true],
    ['!a', { a: '' }, false],
    ['a=b', { a: 'b' }, true],
    ['a=b', {}, false],
    ['a=', { a: '' }, true],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a notin (b,c)', { a: 'd' }, true],
    ['a notin (b,c)', { a: 'c' }, false],
    ['a in (b,c)', { a: 'c' }, true],
    ['a>10', { a: '11' }, true],
    ['a>10', { a: '10' }, false],
    ['a<10', { a: '9' }, true],
    ['a<10', { a: 'x' }, false],
    ['a<10', {}, false],
    ['a,b', { a: '1' }, false],
  ])('%j on %j: %s', (selector, labels, selected) => {
    expect(labelMatcher(selector)(labels)).toBe(selected);
  });

  test('is read back as it was written', () => {
    const word = fc.stringMatching(/^[a-z][-a-z0-9_.]{0,5}[a-z0-9]$/);
    const requirement = fc.oneof(
      fc.record({ key: word, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), values: fc.constant([]) }),
      fc.record({
        key: word,
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.uniqueArray(fc.oneof(word, fc.constant('')), { minLength: 1, maxLength: 3 }).map((values) => values.sort()),
      }),
      fc.record({ key: word, operator: fc.constantFrom('Gt' as const, 'Lt' as const), values: fc.tuple(fc.nat().map(String)) }),
    );
    fc.assert(
      fc.property(fc.array(requirement), (requirements: LabelRequirement[]) => {
        expect(parseLabelSelector(printLabelSelector(requirements))).toEqual(requirements);
      }),
    );
  });
});

describe('a field selector', () => {
  test('is written with its values escaped, and read back', () => {
    const text = fieldSelector({
      'metadata.name': 'a,b=c\\d',
      'status.phase': { not: 'Failed' },
      'spec.unschedulable': true,
      none: undefined,
    });
    expect(text).toBe('metadata.name=a\\,b\\=c\\\\d,status.phase!=Failed,spec.unschedulable=true');
    expect(parseFieldSelector(text)).toEqual([
      { field: 'metadata.name', operator: '=', value: 'a,b=c\\d' },
      { field: 'status.phase', operator: '!=', value: 'Failed' },
      { field: 'spec.unschedulable', operator: '=', value: 'true' },
    ]);
    expect([parseFieldSelector(''), parseFieldSelector(',a==b,,')]).toEqual([[], [{ field: 'a', operator: '=', value: 'b' }]]);
  });

  test('whose terms are all undefined would select everything, and is refused', () => {
    const words = 'a and b of the selector is undefined, which would select everything; write {} where that is meant';
    for (const selector of [labelSelector, fieldSelector]) {
      expect(() => selector({ a: undefined, b: undefined })).toThrow(selectorError(words));
      expect(selector({})).toBe('');
    }
  });

  test.each([
    [['a', 'b'], 'a list'],
    [null, 'null'],
    [{ not: ['a'] }, 'a list'],
    [{ nt: 'a' }, 'undefined'],
  ])('is not written from %j', (term, what) => {
    const words = `the field status.phase is compared with one text, number or boolean, or with { not }; this is ${what}`;
    expect(() => fieldSelector({ 'status.phase': term as never })).toThrow(selectorError(words));
  });

  test.each(refusedFields)('%j is refused in the words of the server', (text, words) => {
    expect(() => parseFieldSelector(text)).toThrow(selectorError(words));
  });
});
