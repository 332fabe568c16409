/**
 * The works with @kubernetes/client-node.
 */
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const api = config.makeApiClient(CoreV1Api);

export const warm = () => api.readNamespace({ name: 'default' });

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

export async function updates(begin) {
  const wanted = Number(process.env.KUBE_BENCH_UPDATES);
  const informer = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  let length = 0;
  const done = new Promise((resolve) => informer.on('update', () => ++length === wanted && resolve()));
  await informer.start();
  begin();
  await done;
  return { length };
}

export async function calls() {
  const all = [];
  for (let at = 0; at < 300; at++) all.push(await api.readNamespace({ name: 'team-0' }));
  return all;
}
