import { describe, expect, test } from '@jest/globals';
import { toWire } from './wire.js';

describe('toWire', () => {
  test('writes times as strings and leaves out what is undefined', () => {
    const time = new Date('2026-01-02T03:04:05Z');
    expect(toWire({ metadata: { name: 'a', creationTimestamp: time, labels: undefined } })).toStrictEqual({
      metadata: { name: 'a', creationTimestamp: '2026-01-02T03:04:05.000Z' },
    });
  });

  test('lets a time with microseconds write its own digits', () => {
    class MicroTime extends Date {
      override toISOString(): string {
        return super.toISOString().replace('Z', '000Z');
      }
    }
    const wire = toWire({ spec: { renewTime: new MicroTime('2026-01-02T03:04:05.678Z') } });
    expect(wire.spec.renewTime).toBe('2026-01-02T03:04:05.678000Z');
  });

  test('refuses an invalid time', () => {
    expect(() => toWire({ metadata: { creationTimestamp: new Date('never') } })).toThrow(expect.objectContaining({ code: 'params' }));
  });

  test('gives keywords their names back where a model has them', () => {
    const policy = { spec: { podSelector: {}, ingress: [{ _from: [{ podSelector: {} }] }] } };
    expect(toWire(policy)).toStrictEqual({ spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] } });
    const range = { spec: { limits: [{ type: 'Pod', _default: { cpu: '1' } }] } };
    expect(toWire(range)).toStrictEqual({ spec: { limits: [{ type: 'Pod', default: { cpu: '1' } }] } });
    const list = { items: [], metadata: { _continue: 'next' } };
    expect(toWire(list)).toStrictEqual({ items: [], metadata: { continue: 'next' } });
    const slice = { spec: { devices: [{ name: 'a', attributes: { size: { _int: 3 } } }] } };
    expect(toWire(slice)).toStrictEqual({ spec: { devices: [{ name: 'a', attributes: { size: { int: 3 } } }] } });
  });

  test('leaves keys alone that are a user’s own', () => {
    const map = { data: { _default: 'a', _from: 'b', metadata: 'c' }, metadata: { labels: { _continue: 'd' } } };
    expect(toWire(map)).toStrictEqual(map);
    const container = { resources: { limits: { _default: '1' } } };
    expect(toWire(container)).toStrictEqual(container);
  });

  test('renames the keys of a schema, but not its property names, defaults and enums', () => {
    const crd = {
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              _default: { _default: 1, ref: 2 },
              properties: {
                ref: { type: 'string', _enum: ['a'] },
                _default: { x_kubernetes_int_or_string: true },
                items: { type: 'array', items: { ref: '#/a', schema: 'b' } },
              },
            },
          },
        },
      ],
    };
    expect(toWire(crd).versions[0]?.schema).toStrictEqual({
      openAPIV3Schema: {
        type: 'object',
        default: { _default: 1, ref: 2 },
        properties: {
          ref: { type: 'string', enum: ['a'] },
          _default: { 'x-kubernetes-int-or-string': true },
          items: { type: 'array', items: { $ref: '#/a', $schema: 'b' } },
        },
      },
    });
  });

  test('does not touch what it is given, nor a prototype', () => {
    const given = JSON.parse('{"data":{"__proto__":{"polluted":"yes"}}}') as object;
    const before = JSON.stringify(given);
    const wire = toWire(given);
    expect(JSON.stringify(wire)).toBe(before);
    expect(JSON.stringify(given)).toBe(before);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test('converts objects of any depth', () => {
    let deep: unknown = new Date('2026-01-02T03:04:05Z');
    for (let level = 0; level < 20_000; level++) deep = level % 2 === 0 ? { deep } : [deep];
    let wire: unknown = toWire(deep);
    while (typeof wire === 'object' && wire !== null) wire = Array.isArray(wire) ? wire[0] : Reflect.get(wire, 'deep');
    expect(wire).toBe('2026-01-02T03:04:05.000Z');
  });
});
