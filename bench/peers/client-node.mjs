/**
 * The works with @kubernetes/client-node.
 */
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);

export const warm = () => api.readNamespace({ name: 'team-0' });

export const list = async () => (await api.listPodForAllNamespaces()).items;

export async function pages() {
  const all = [];
  let next;
  do {
    const page = await api.listPodForAllNamespaces({ limit: 500, _continue: next });
    all.push(...page.items);
    next = page.metadata._continue;
  } while (next);
  return all;
}

export async function cache() {
  const informer = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  await informer.start();
  return informer.list();
}

export async function calls() {
  const all = [];
  for (let at = 0; at < 300; at++) all.push(await api.readNamespace({ name: 'team-0' }));
  return all;
}
