/**
 * A controller that keeps a set of children by its caches: {@link ownedStory} tells what each step came to, and what was asked of the server.
 * Both servers have to tell the same.
 */
import { Api, Client, isKubeError, nameOf, ownerReference } from 'kube-core';
import { ConfigMap, Secret } from 'kube-core/k8s';
import type { Service } from 'kube-core/service';
import { childSet, consoleLogger, Controller, Manager } from 'kube-runtime';
import { Subject } from 'rxjs';
import { until } from '../world.js';
import { namesIn } from './family.js';

/** One reconcile. */
interface Round {
  /** What became of the children; where it failed, why. */
  readonly came: Record<string, string[]> | string;
  /** What was asked of secrets. */
  readonly asked: readonly string[];
  /** What the cache of the controller had before. */
  readonly owned: readonly string[];
}

const last = (name: string): string => name.replace(/^.*--/, '');

/** Tells of each step, in order. */
export async function ownedStory(service: Service): Promise<readonly Round[]> {
  const asked: string[] = [];
  const watching: Service = async (request) => {
    const { path, method, streaming } = request;
    if (/\/secrets\b/.test(path) && streaming !== true) asked.push(`${method} ${last(path.replace(/\?.*/, ''))}`);
    return service(request);
  };
  const [mine, others] = [Client.of(watching, { fieldManager: 'family' }), Client.of(service, { fieldManager: 'others' })];
  const [configMaps, secrets] = [Api.namespaced(mine, ConfigMap, 'default'), Api.namespaced(mine, Secret, 'default')];
  const byHand = Api.namespaced(others, Secret, 'default');
  const id = Math.random().toString(36).slice(2, 8);
  const named = (name: string) => ({ name: `s-${id}--${name}` });
  const owner = await configMaps.create({ metadata: { name: `owner-${id}`, labels: { story: id } } });
  const reference = ownerReference(ConfigMap, owner);
  await byHand.create({ metadata: { ...named('foreign'), ownerReferences: [reference] } });
  const another = await configMaps.create({ metadata: named('another') });
  await byHand.create({ metadata: { ...named('rival'), ownerReferences: [ownerReference(ConfigMap, another)] } });

  const set = childSet(ConfigMap, { secrets });
  const rounds: Round[] = [];
  const again = new Subject<void>();
  const controller = Controller.for(configMaps, { labelSelector: `story=${id}` })
    .owns(secrets, { keep: true })
    .reconcile(
      async ({ object, owned, signal }) => {
        const names = (object.data?.['children'] ?? '').split(' ').filter((name) => name !== '');
        const wanted = names.map((name) => ({ metadata: named(name), data: { colour: 'Ymx1ZQ==' } }));
        const before = asked.length;
        const mine = owned.of(secrets).map(nameOf).map(last).toSorted();
        const end = (came: Round['came']): void => void rounds.push({ came, asked: asked.slice(before), owned: mine });
        try {
          end(namesIn(await set.apply(object, { secrets: wanted }, { owned, signal })));
        } catch (error) {
          end(isKubeError(error) ? `${error.code}: ${error.message.replaceAll(`s-${id}--`, '')}` : String(error));
          throw error;
        }
      },
      { reconcileAllOn: again, onFailure: () => undefined },
    );
  const manager = new Manager(mine, { signals: false, log: consoleLogger({ write: () => undefined }) });
  const ended = manager.add(controller).run();
  const told: Round[] = [];
  /** Notes the first round after a step that is as it should be at some time. */
  const step = async (act: () => unknown, isIt: (round: Round) => boolean = () => true): Promise<void> => {
    const before = rounds.length;
    await act();
    await until(() => rounds.slice(before).some(isIt), `step ${told.length}`);
    const found = rounds.slice(before).find(isIt);
    if (found !== undefined) told.push(found);
  };
  const want = (children: string) => (): Promise<unknown> => configMaps.patch(owner.metadata.name, { merge: { data: { children } } });
  const has =
    (outcome: string) =>
    ({ came }: Round): boolean =>
      typeof came === 'object' && outcome in came;
  const once = (): void => again.next();

  await until(() => rounds.length > 0, 'the first round');
  told.push(...rounds.slice(0, 1));
  await step(once);
  await step(want('a b'), has('created'));
  await step(once, has('unchanged'));
  await step(() => byHand.patch(named('a').name, { merge: { data: { colour: 'cmVk' } } }), has('updated'));
  await step(
    () => byHand.patch(named('b').name, { merge: { metadata: { labels: { by: 'hand' } } } }),
    ({ asked: [first] }) => first === 'GET b',
  );
  await step(once, has('unchanged'));
  await step(want('a'), has('pruned'));
  await step(want('a rival'), ({ came }) => typeof came === 'string');
  await step(want(''), has('pruned'));
  await manager.close();
  await ended;
  const left = await byHand.list();
  const names = left.items.map(nameOf).filter((name) => name.startsWith(named('').name));
  told.push({ came: { left: names.map(last).toSorted() }, asked: [], owned: [] });
  for (const name of names) await byHand.delete(name);
  for (const { metadata } of [owner, another]) await configMaps.delete(metadata.name);
  return told;
}

const both = { unchanged: ['secrets a', 'secrets b'] };

/** What it has to tell. */
export const ownedRounds: readonly Round[] = [
  // What others have made is looked at once, and left alone.
  { came: {}, asked: ['GET foreign'], owned: ['foreign'] },
  { came: {}, asked: [], owned: ['foreign'] },
  { came: { created: ['secrets a', 'secrets b'] }, asked: ['PATCH a', 'PATCH b'], owned: ['foreign'] },
  { came: both, asked: [], owned: ['a', 'b', 'foreign'] },
  // What is changed is mended; a field that nobody wants is no change.
  { came: { updated: ['secrets a'], unchanged: ['secrets b'] }, asked: ['GET a', 'PATCH a'], owned: ['a', 'b', 'foreign'] },
  { came: both, asked: ['GET b'], owned: ['a', 'b', 'foreign'] },
  { came: both, asked: [], owned: ['a', 'b', 'foreign'] },
  { came: { unchanged: ['secrets a'], pruned: ['secrets b'] }, asked: ['GET b', 'DELETE b'], owned: ['a', 'b', 'foreign'] },
  {
    came: 'owner: ConfigMap another is the controller of Secret default/rival: an object has one at most',
    asked: ['GET rival'],
    owned: ['a', 'foreign'],
  },
  { came: { pruned: ['secrets a'] }, asked: ['GET a', 'DELETE a'], owned: ['a', 'foreign'] },
  { came: { left: ['foreign', 'rival'] }, asked: [], owned: [] },
];
