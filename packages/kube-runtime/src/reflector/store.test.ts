import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Api, Client, dynamicResource, keyOf, type KubeObject } from 'kube-core';
import { from, toArray, lastValueFrom } from 'rxjs';
import { applied, deleted, listed, stored } from '../testing/events.js';
import type { Cached, WatcherEvent } from '../watcher/event.js';
import { compactor } from './compact.js';
import { refKey, refOfKey } from './object-ref.js';
import { reflector } from './reflector.js';
import { createStore, type StoreChange, type StoreWriter } from './store.js';

const Pod = dynamicResource({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' });
const Node = dynamicResource({ group: '', version: 'v1', kind: 'Node', plural: 'nodes', scope: 'Cluster' });
type Pod = Parameters<typeof stored<{ metadata?: { name?: string }; spec?: { nodeName?: string } }>>[1];
const definition = Pod as import('kube-core').ResourceDefinition<Pod>;
const pod = (name: string, resourceVersion = '1', more: { node?: string; namespace?: string; uid?: string } = {}): Cached<Pod> =>
  stored<Pod>(definition, {
    metadata: { name, namespace: more.namespace ?? 'web', resourceVersion, ...(more.uid === undefined ? {} : { uid: more.uid }) },
    ...(more.node === undefined ? {} : { spec: { nodeName: more.node } }),
  } as Pod);

function write(writer: StoreWriter<Pod>, ...events: readonly WatcherEvent<Cached<Pod>>[]): string[] {
  const told = (change: StoreChange<Pod>): string =>
    `${change.type} ${change.object.metadata.name}@${change.object.metadata.resourceVersion}`;
  return events.flatMap((event) => writer.write(event)).map(told);
}
const make = () => createStore(definition, { indexes: { byNode: (object: Cached<Pod>) => [object.spec?.nodeName ?? ''] } });
const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
const names = (objects: readonly Cached<Pod>[]): string[] => objects.map((object) => object.metadata.name);

describe('a store that is waited for', () => {
  const at = (resourceVersion: string): WatcherEvent<Cached<Pod>> => ({ type: 'init-done', resourceVersion });
  /** What has come of a wait by now. */
  async function state(wait: Promise<void>): Promise<string> {
    const settled = wait.then(
      () => 'done',
      (error: unknown) => String(error),
    );
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return Promise.race([settled, Promise.resolve('waits')]);
  }

  test('is as of its last list or change', () => {
    const { reader, writer } = make();
    expect(reader.resourceVersion).toBeUndefined();
    write(writer, { type: 'init' }, { type: 'init-apply', object: pod('a', '7') });
    expect(reader.resourceVersion).toBeUndefined();
    write(writer, at('9'));
    expect(reader.resourceVersion).toBe('9');
    write(writer, applied(pod('b', '11')));
    expect(reader.resourceVersion).toBe('11');
    write(writer, deleted(pod('b', '12')));
    expect(reader.resourceVersion).toBe('12');
    write(writer, { type: 'init' }, deleted(pod('a', '30')));
    expect(reader.resourceVersion).toBe('12'); // the first events of a list are in no order
  });

  test('has caught up when a change or a list is as new, and not before a first list', async () => {
    const { reader, writer } = make();
    const [first, change, list, word] = ['5', pod('x', '9'), '12', 'opaque'].map((written) => reader.caughtUp(written));
    write(writer, { type: 'init' });
    expect(await Promise.all([first!, word!].map(state))).toEqual(['waits', 'waits']);
    write(writer, at('7'));
    expect(await Promise.all([first!, change!, list!, word!].map(state))).toEqual(['done', 'waits', 'waits', 'done']);
    write(writer, applied(pod('y', '8')));
    expect(await state(change!)).toBe('waits');
    write(writer, applied(pod('y', '10')));
    expect(await Promise.all([change!, list!].map(state))).toEqual(['done', 'waits']);
    write(writer, ...listed(pod('y', '10')).slice(0, -1), at('12'));
    expect(await state(list!)).toBe('done');
  });

  test('is waited for until a signal aborts', async () => {
    const { reader, writer } = make();
    write(writer, { type: 'init' }, at('7'));
    const stop = new AbortController();
    const wait = reader.caughtUp('8', stop.signal);
    stop.abort('enough');
    expect(await state(wait)).toBe('enough');
    expect(await state(reader.caughtUp('8', stop.signal))).toBe('enough');
    expect(await state(reader.caughtUp('7', stop.signal))).toBe('done');
  });
});

describe('a store', () => {
  test('shows nothing of a list before it is complete, then all of it', () => {
    const { reader, writer } = make();
    const events = listed(pod('a'), pod('b'));
    expect(write(writer, ...events.slice(0, -1))).toEqual([]);
    expect([reader.size, reader.isReady]).toEqual([0, false]);
    expect(write(writer, ...events.slice(-1))).toEqual(['applied a@1', 'applied b@1']);
    expect([reader.size, reader.isReady]).toEqual([2, true]);
  });

  test('keeps what it had while another list comes in, and tells what vanished, changed and is new', () => {
    const { reader, writer } = make();
    write(writer, ...listed(pod('gone'), pod('same'), pod('changed')));
    const same = reader.get({ name: 'same', namespace: 'web' });
    const events = listed(pod('same'), pod('changed', '2'), pod('new', '3'));
    write(writer, ...events.slice(0, -1));
    expect(names(reader.list())).toEqual(['gone', 'same', 'changed']);
    expect(write(writer, ...events.slice(-1))).toEqual(['deleted gone@1', 'applied changed@2', 'applied new@3']);
    expect(names(reader.list()).sort()).toEqual(['changed', 'new', 'same']);
    expect(reader.get({ name: 'same', namespace: 'web' })).toBe(same);
  });

  test('drops what a list that broke has brought', () => {
    const { reader, writer } = make();
    write(writer, { type: 'init' }, { type: 'init-apply', object: pod('ghost') });
    write(writer, ...listed(pod('a')));
    expect(names(reader.list())).toEqual(['a']);
  });

  test('takes back what is deleted while the list comes in', () => {
    const { reader, writer } = make();
    write(writer, ...listed(pod('a')));
    expect(write(writer, { type: 'init' }, { type: 'init-apply', object: pod('a') }, deleted(pod('a', '2')))).toEqual([]);
    expect(reader.size).toBe(1);
    expect(write(writer, { type: 'init-done' })).toEqual(['deleted a@1']);
  });

  test('follows changes, and says what an object was before', () => {
    const { reader, writer } = make();
    write(writer, ...listed(pod('a')));
    const [change] = writer.write(applied(pod('a', '2')));
    expect(change).toMatchObject({ type: 'applied', previous: { metadata: { resourceVersion: '1' } } });
    expect(reader.get({ name: 'a', namespace: 'web' })?.metadata.resourceVersion).toBe('2');
    expect(write(writer, deleted(pod('a', '3')))).toEqual(['deleted a@2']);
    expect(write(writer, deleted(pod('never-seen')))).toEqual([]);
    expect(reader.size).toBe(0);
  });

  test('finds by key, by namespace and by index, as objects move between keys of an index', () => {
    const { reader, writer } = make();
    write(writer, ...listed(pod('a', '1', { node: 'n1' }), pod('b', '1', { node: 'n1' }), pod('c', '1', { namespace: 'db' })));
    expect(names(reader.by('byNode', 'n1'))).toEqual(['a', 'b']);
    write(writer, applied(pod('a', '2', { node: 'n2' })), deleted(pod('b')));
    expect([names(reader.by('byNode', 'n1')), names(reader.by('byNode', 'n2')), names(reader.by('byNode', ''))]).toEqual([
      [],
      ['a'],
      ['c'],
    ]);
    expect(names(reader.list({ namespace: 'db' }))).toEqual(['c']);
    expect(reader.get(pod('a'))).toBe(reader.get({ name: 'a', namespace: 'web' }));
    expect(reader.get({ name: 'a', namespace: 'db' })).toBeUndefined();
    // @ts-expect-error there is no such index
    expect(reader.by('byNod', 'n1')).toEqual([]);
  });

  test.each(['a', 'web/a', { name: 'a' }, { metadata: { name: 'a' } }])(
    'refuses the key %j of a namespaced kind, as Api.all does',
    async (key) => {
      const { reader } = make();
      const api = Api.all(
        Client.of(() => Promise.reject(new Error('asked'))),
        definition,
      );
      const refusal = (await api.get(key).catch((error: unknown) => error)) as Error;
      expect(refusal.message).toMatch(/needs a namespace: pass { name, namespace } or the object/);
      expect(() => reader.get(key)).toThrow(refusal.message);
    },
  );

  test('finds a cluster-scoped object by its name, and leaves a namespace aside as Api does', () => {
    const { reader, writer } = createStore(Node);
    const node = stored<KubeObject>(Node, { metadata: { name: 'n' } });
    for (const event of listed(node)) writer.write(event);
    for (const key of ['n', { name: 'n' }, { name: 'n', namespace: 'web' }, node]) expect(reader.get(key)).toMatchObject(node);
  });

  test('takes names of properties for what they are, as names, labels, indexes and their keys', () => {
    const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const indexes = { constructor: (object: Cached<Pod>) => [object.metadata.name], toString: () => ['__proto__'] };
    const { reader, writer } = createStore(definition, { indexes });
    expect([reader.by('constructor', '__proto__'), reader.get({ name: 'toString', namespace: 'constructor' })]).toEqual([[], undefined]);
    write(writer, ...listed(...words.map((word) => pod(word, '1', { namespace: word }))));
    for (const word of words) {
      expect(names(reader.by('constructor', word))).toEqual([word]);
      expect(reader.get({ name: word, namespace: word })?.metadata.name).toBe(word);
    }
    expect(names(reader.by('toString', '__proto__'))).toEqual(words);
  });

  test('survives an index whose function throws, gives nothing, or answers otherwise each time', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    let calls = 0;
    const byNode = (object: Cached<Pod>): string[] => {
      if (object.metadata.name === 'bad') throw new Error('a defect');
      return object.metadata.name === 'none' ? (undefined as never) : [`${calls++}`];
    };
    const { reader, writer } = createStore(definition, { indexes: { byNode } });
    write(writer, ...listed(pod('bad'), pod('none'), pod('a')), applied(pod('a', '2')), applied(pod('bad', '2')));
    expect([reader.size, reader.by('byNode', '0'), names(reader.by('byNode', '1'))]).toEqual([3, [], ['a']]);
    write(writer, deleted(pod('a')), deleted(pod('bad')));
    expect([reader.size, reader.by('byNode', '1')]).toEqual([1, []]);
    expect(warn.mock.calls.map(([message]) => message)).toEqual(['the function given to the index byNode threw: a defect']);
    warn.mockRestore();
  });

  test('takes a listed object without a version for a changed one', () => {
    const { reader, writer } = make();
    const bare = (node: string) => ({ ...pod('a', '', { node }), metadata: { name: 'a', namespace: 'web' } }) as unknown as Cached<Pod>;
    write(writer, ...listed(bare('n1')), ...listed(bare('n2')));
    expect(names(reader.by('byNode', 'n2'))).toEqual(['a']);
  });

  test('is ready once, for all who wait, and rejects one whose signal aborts', async () => {
    const { reader, writer } = make();
    const abort = new AbortController();
    const waits = [reader.ready(), reader.ready(), reader.ready(abort.signal)];
    abort.abort(new Error('no longer'));
    await expect(waits[2]).rejects.toThrow('no longer');
    write(writer, ...listed<Cached<Pod>>());
    await Promise.all([waits[0], waits[1], reader.ready()]);
  });

  test('holds frozen objects, without managedFields', () => {
    const { reader, writer } = make();
    const object = stored(definition, {
      metadata: { name: 'a', namespace: 'web', managedFields: [{ manager: 'x' }] },
      spec: { nodeName: 'n' },
    } as Pod);
    write(writer, ...listed(object));
    const kept = reader.get({ name: 'a', namespace: 'web' })!;
    expect(kept.metadata).not.toHaveProperty('managedFields');
    expect(Object.isFrozen(kept) && Object.isFrozen(kept.metadata) && Object.isFrozen(kept.spec)).toBe(true);
    expect(object.metadata).toHaveProperty('managedFields');
  });

  test('holds exactly what a plain map would after any events, however lists and changes follow each other', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const version = fc.nat(5);
    const at = (n: string, v: number): Cached<Pod> => pod(n, String(v), { node: `n${v % 2}` });
    const happening = fc.oneof(
      fc.record({ apply: fc.tuple(name, version) }),
      fc.record({ remove: name }),
      fc.record({ list: fc.uniqueArray(fc.tuple(name, version), { selector: ([n]) => n }) }),
    );
    fc.assert(
      fc.property(fc.array(happening), (script) => {
        const { reader, writer } = make();
        const live = new Map<string, string>();
        const echo = new Map<string, string>();
        for (const item of script) {
          const events =
            'apply' in item
              ? [applied(at(...item.apply))]
              : 'remove' in item
                ? [deleted(at(item.remove, 0))]
                : listed(...item.list.map(([n, v]) => at(n, v)));
          if ('list' in item) live.clear();
          for (const event of events) {
            if (event.type === 'apply' || event.type === 'init-apply') live.set(keyOf(event.object), event.object.metadata.resourceVersion);
            if (event.type === 'delete') live.delete(keyOf(event.object));
            for (const { type, object } of writer.write(event)) {
              if (type === 'deleted') expect(echo.delete(keyOf(object))).toBe(true);
              else echo.set(keyOf(object), object.metadata.resourceVersion);
            }
          }
        }
        const held = new Map(reader.list().map((object) => [keyOf(object), object.metadata.resourceVersion]));
        expect([held, echo]).toEqual([live, live]);
        expect([...reader.by('byNode', 'n0'), ...reader.by('byNode', 'n1')]).toHaveLength(live.size);
      }),
    );
  });
});

describe('reflector', () => {
  test('passes on what it stores, and a delete for what vanished, in front of the init-done', async () => {
    const { reader, writer } = make();
    const script = [...listed(pod('gone'), pod('a')), ...listed(pod('a')), applied(pod('a', '2')), deleted(pod('a', '3'))];
    const events = await lastValueFrom(from(script).pipe(reflector(writer), toArray()));
    expect(events.map((event) => ('object' in event ? `${event.type} ${event.object.metadata.name}` : event.type))).toEqual([
      ...['init', 'init-apply gone', 'init-apply a', 'init-done'],
      ...['init', 'init-apply a', 'delete gone', 'init-done'],
      ...['apply a', 'delete a'],
    ]);
    expect(reader.size).toBe(0);
  });
});

describe('an object reference', () => {
  test.each([{ name: 'a' }, { name: 'a', namespace: 'web' }])('is the same after a round as a key: %j', (ref) => {
    expect(refOfKey(refKey(ref))).toEqual(ref);
  });
});

describe('compact', () => {
  const withManaged = fc.record({
    metadata: fc.record({ name: fc.string(), managedFields: fc.jsonValue(), labels: fc.dictionary(fc.string(), fc.string()) }),
    spec: fc.jsonValue(),
  });

  test('gives what was put in, but for managedFields, whatever was compacted before', () => {
    const compact = compactor({ slots: 16 }); // few slots: many evictions
    fc.assert(
      fc.property(withManaged, (object) => {
        const before = JSON.stringify(object);
        const { managedFields: _, ...metadata } = object.metadata;
        const copy = compact(object);
        expect(copy).toEqual({ ...object, metadata });
        expect(JSON.stringify(copy.spec)).toBe(JSON.stringify(object.spec)); // the order as well
        expect(JSON.stringify(object)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the order of names, an own __proto__, and the sign of zero', () => {
    const object: unknown = JSON.parse('{"spec":{"b":1,"a":{"__proto__":{"x":1}},"z":-0}}');
    const copy = compactor()(object as object);
    expect(JSON.stringify(copy)).toBe('{"spec":{"b":1,"a":{"__proto__":{"x":1}},"z":0}}');
    expect(Object.is(Reflect.get(Reflect.get(copy, 'spec') as object, 'z'), -0)).toBe(true);
  });

  test('shares equal subtrees and texts between objects', () => {
    const compact = compactor();
    const template = JSON.stringify({ metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    const [a, b] = [compact(JSON.parse(template) as Deep), compact(JSON.parse(template) as Deep)];
    expect(a.spec).toBe(b.spec);
    expect(a.metadata.labels).toBe(b.metadata.labels);
    expect(a.metadata).not.toBe(b.metadata);
  });

  test('tells subtrees apart whose fields, order of fields or lengths differ, though all share one slot', () => {
    const compact = compactor({ slots: 1 });
    const specs = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { a: 1 },
      { a: 1, b: undefined },
      { a: 1, b: null },
      [1, 2],
      [1],
      [],
      {},
      { '': 1 },
      { a: '1' },
    ];
    for (const before of specs) {
      for (const spec of specs) {
        compact({ spec: before });
        expect(Object.entries(compact({ spec }).spec)).toEqual(Object.entries(spec));
      }
    }
  });

  test.each([199, 200, 201, 20_000])('copies and freezes an object that is %i levels deep, in lists and in records', (levels) => {
    const nested = (open: string, close: string): string => open.repeat(levels) + '1' + close.repeat(levels);
    for (const text of [nested('[', ']'), nested('{"a":', '}'), nested('{"a":[', ']}')]) {
      const object = { spec: JSON.parse(text) as unknown };
      const { spec } = compactor()(object);
      let [depth, at, given, broken] = [0, spec, object.spec, 0];
      for (; isContainer(at) && isContainer(given); depth++) {
        if (!Object.isFrozen(at) || Object.isFrozen(given) || Array.isArray(at) !== Array.isArray(given)) broken++;
        [at, given] = [Object.values<unknown>({ ...at })[0], Object.values<unknown>({ ...given })[0]];
      }
      expect(broken).toBe(0);
      expect([at, given]).toEqual([1, 1]);
      expect(depth % levels).toBe(0);
    }
  });

  test('shares what two objects have in common around a part that is too deep', () => {
    const compact = compactor();
    const text = `{"spec":{"deep":${'['.repeat(1000)}${']'.repeat(1000)},"beside":{"a":["x"]}}}`;
    const [a, b] = [compact(JSON.parse(text) as Specs), compact(JSON.parse(text) as Specs)];
    expect(a.spec.beside).toBe(b.spec.beside);
  });

  test('does not take a list for an object with the same keys', () => {
    const compact = compactor({ slots: 1 });
    const [a, b] = [compact({ spec: { '0': 'x' } }), compact({ spec: ['x'] })];
    expect([Array.isArray(a.spec), Array.isArray(b.spec)]).toEqual([false, true]);
  });

  interface Specs {
    readonly spec: { readonly beside: object };
  }
  interface Deep {
    readonly metadata: { readonly labels: object };
    readonly spec: object;
  }
});
