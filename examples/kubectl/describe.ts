/** `describe`, in one form for every kind: what an object is, how it is, and what was told of it lately. */
import { Api } from 'kube-core';
import { Event } from 'kube-core/k8s';
import { stringify } from 'yaml';
import { subjectsOf, type Cluster } from './cluster.js';
import type { Command } from './command.js';
import { shownOf } from './objects.js';

export const describe: Command = {
  usage: 'describe KIND NAME… | KIND/NAME…',
  options: {},
  async run(cluster, args) {
    for (const { kind, names } of await subjectsOf(cluster, args)) {
      const api = cluster.api(kind);
      for (const name of names.length > 0 ? names : (await api.list()).items) {
        const object = await api.get(name);
        console.log(stringify(shownOf(object)).trimEnd());
        console.log((await eventsOf(cluster, object.metadata.uid)).join('\n'));
      }
    }
    return undefined;
  },
};

async function eventsOf({ client }: Cluster, uid: string): Promise<string[]> {
  const { items } = await Api.all(client, Event).list({ fieldSelector: `involvedObject.uid=${uid}` });
  if (items.length === 0) return ['events: none'];
  return ['events:', ...items.map(({ type, reason, message }) => `  ${type ?? ''} ${reason ?? ''}: ${message ?? ''}`)];
}
