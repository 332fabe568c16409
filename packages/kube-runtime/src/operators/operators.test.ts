import { describe, expect, jest, test } from '@jest/globals';
import { from, lastValueFrom, toArray, type OperatorFunction } from 'rxjs';
import { applied, deleted, listed } from '../testing/events.js';
import { WatcherError } from '../watcher/errors.js';
import type { WatcherEvent } from '../watcher/event.js';
import { appliedObjects } from './applied-objects.js';
import { changedObjects } from './changed-objects.js';
import { modify } from './modify.js';
import { annotations, finalizers, generation, labels, resourceVersion } from './predicates.js';
import { touchedObjects } from './touched-objects.js';

interface Thing {
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly finalizers?: string[];
    readonly resourceVersion?: string;
  };
  readonly tag: string;
}
const thing = (tag: string, metadata: Partial<Thing['metadata']> = {}): Thing => ({ metadata: { name: 'a', uid: 'u', ...metadata }, tag });
const failed: WatcherEvent<Thing> = { type: 'failed', error: new WatcherError({ phase: 'watch', resource: 'things' }, 'x') };

const through = async <R>(events: readonly WatcherEvent<Thing>[], operator: OperatorFunction<WatcherEvent<Thing>, R>): Promise<R[]> =>
  lastValueFrom(from(events).pipe(operator, toArray()));
const tags = async (events: readonly WatcherEvent<Thing>[], operator: OperatorFunction<WatcherEvent<Thing>, Thing>): Promise<string> =>
  (await through(events, operator)).map(({ tag }) => tag).join('');

const life = [...listed(thing('1')), applied(thing('2')), failed, deleted(thing('3'))];

describe('operators', () => {
  test('appliedObjects gives what exists', async () => {
    expect(await tags(life, appliedObjects())).toBe('12');
  });

  test('touchedObjects gives deletions as well', async () => {
    expect(await tags(life, touchedObjects())).toBe('123');
  });

  test('modify changes every object and nothing else', async () => {
    const events = await through(
      life,
      modify(({ tag }) => ({ tag: `${tag}!` })),
    );
    expect(events.map((event) => ('object' in event ? event.object.tag : event.type))).toEqual([
      'init',
      '1!',
      'init-done',
      '2!',
      'failed',
      '3!',
    ]);
  });
});

describe('a function of the user that throws', () => {
  const defect = (): never => {
    throw new Error('a defect');
  };

  test('counts as a change in changedObjects, each time', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const events = [applied(thing('1')), applied(thing('2'))];
    expect(await tags(events, changedObjects(defect))).toBe('12');
    expect(warn.mock.calls.map(([message]) => message)).toEqual(['the function given to changedObjects() threw: a defect']);
    expect(
      await tags(
        events,
        changedObjects(() => Promise.reject(new Error('late'))),
      ),
    ).toBe('12');
  });

  test('makes modify leave the object out, and say why; a deletion still comes through', async () => {
    for (const change of [defect, () => undefined as never, () => Promise.reject(new Error('late')) as never]) {
      const events = await through(life, modify<Thing, Thing>(change));
      expect(events.map(({ type }) => type)).toEqual(['init', 'failed', 'init-done', 'failed', 'failed', 'failed', 'delete']);
      expect(events[1]).toMatchObject({
        error: { code: 'watcher', phase: 'object', message: expect.stringMatching(/given to modify\(\) threw/) },
      });
    }
  });
});

describe('changedObjects', () => {
  test('hides an object of the same generation, and shows the next', async () => {
    const events = [applied(thing('1', { generation: 1 })), applied(thing('2', { generation: 1 })), applied(thing('3', { generation: 2 }))];
    expect(await tags(events, changedObjects(generation))).toBe('13');
  });

  test('shows an object that was made anew, though its generation is the same', async () => {
    const events = [applied(thing('1', { generation: 1 })), applied(thing('2', { generation: 1, uid: 'other' }))];
    expect(await tags(events, changedObjects(generation))).toBe('12');
  });

  test('shows an object without a generation each time', async () => {
    expect(await tags([applied(thing('1')), applied(thing('2'))], changedObjects(generation))).toBe('12');
  });

  test('shows an object when any of several aspects differs, by value', async () => {
    const at = (tag: string, label: string, finalizer: string) =>
      applied(thing(tag, { generation: 1, labels: { l: label }, finalizers: [finalizer] }));
    const events = [at('1', 'x', 'f'), at('2', 'x', 'f'), at('3', 'y', 'f'), at('4', 'y', 'g')];
    expect(await tags(events, changedObjects(generation, labels, finalizers))).toBe('134');
  });

  test('hides what a second list brings unchanged, and forgets what it does not bring', async () => {
    const a = (tag: string) => thing(tag, { generation: 1 });
    const b = (tag: string) => thing(tag, { name: 'b', generation: 1 });
    const events = [...listed(a('1'), b('2')), ...listed(a('3')), applied(b('4')), deleted(a('5')), applied(a('6'))];
    expect(await tags(events, changedObjects(generation))).toBe('1246');
  });

  test('remembers for each subscription on its own', async () => {
    const operator = changedObjects<Thing>(generation);
    const events = [applied(thing('1', { generation: 1 }))];
    expect([await tags(events, operator), await tags(events, operator)]).toEqual(['1', '1']);
  });

  test('shows an object again whose aspect is nested too deep to be compared', async () => {
    const deep = (tag: string): WatcherEvent<Thing> =>
      applied(thing(tag, JSON.parse(`{"spec":${'['.repeat(20_000)}${']'.repeat(20_000)}}`) as object));
    expect(
      await tags(
        [deep('1'), deep('2')],
        changedObjects(({ metadata }) => metadata),
      ),
    ).toBe('12');
  });

  test('looks at annotations and versions as well', async () => {
    const at = (tag: string, annotation: string, version: string) =>
      applied(thing(tag, { annotations: { a: annotation }, resourceVersion: version }));
    const events = [at('1', 'x', '1'), at('2', 'x', '2'), at('3', 'y', '2')];
    expect([await tags(events, changedObjects(annotations)), await tags(events, changedObjects(resourceVersion))]).toEqual(['13', '12']);
  });
});
