/**
 * What happens to a set of children over time: {@link liveOf}. Both servers have to tell the same.
 */
import type { Client } from 'kube-core';
import { family, namesIn } from './family.js';

/** Tells what each step came to. */
export async function liveOf(client: Client): Promise<Record<string, string[]>[]> {
  const { set, owner, map, workload, configMaps, deployments, named, reference } = await family(client);
  const told: Record<string, string[]>[] = [];
  const make = async (...wanted: Parameters<typeof set.apply> extends [unknown, infer W, ...unknown[]] ? [W] : never): Promise<void> =>
    void told.push(namesIn(await set.apply(owner, ...wanted)));

  await make({ configMaps: [map('a'), map('b')], deployments: [workload('web')] });
  await make({ configMaps: [map('a'), map('b')], deployments: [workload('web')] });

  // Others set fields of their own, and one of ours.
  await deployments.patch(named('web').name, { merge: { metadata: { labels: { added: 'by-hand' } } } });
  await configMaps.patch(named('a').name, { merge: { data: { colour: 'red' } } });
  await make({ configMaps: [map('a'), map('b')], deployments: [workload('web')] });

  // A field that is no longer wanted, one that is new, and an object that is no longer wanted.
  await make({ configMaps: [map('b', 'green')], deployments: [{ ...workload('web', 2), metadata: named('web') }] });

  // What is owned but was made by another stays, and what is of another owner.
  await configMaps.create({ metadata: { ...named('theirs'), ownerReferences: [reference] } });
  await configMaps.apply({ metadata: named('free') }, { fieldManager: 'family' });
  await make({ configMaps: [], deployments: [] });
  const left = await configMaps.list();
  const mine = left.items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(named('').name));
  told.push({ left: mine.map((name) => name.replace(/^.*--/, '')).toSorted() });
  for (const name of [...mine, owner.metadata.name]) await configMaps.delete(name);
  return told;
}

/** What it has to tell. */
export const life: readonly Record<string, string[]>[] = [
  { created: ['configMaps a', 'configMaps b', 'deployments web'] },
  { unchanged: ['configMaps a', 'configMaps b', 'deployments web'] },
  { updated: ['configMaps a'], unchanged: ['configMaps b', 'deployments web'] },
  { updated: ['configMaps b', 'deployments web'], pruned: ['configMaps a'] },
  { pruned: ['deployments web', 'configMaps b'] },
  { left: ['free', 'theirs'] },
];
