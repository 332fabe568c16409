/**
 * The works with undici and JSON.parse and nothing else: what a client cannot be cheaper than by much.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}
interface List {
  readonly items: readonly unknown[];
  readonly metadata: { readonly continue?: string };
}

const { clusters, users } = JSON.parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8')) as Kubeconfig; // written by the server of this bench
const [{ cluster }] = clusters;
const headers = { authorization: `Bearer ${users[0].user.token}` };
const dispatcher = new Agent({ connect: { ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString() } });

async function ask(path: string): Promise<unknown> {
  const { body } = await request(cluster.server + path, { dispatcher, headers });
  return JSON.parse(await body.text());
}

/** One small call, before anything is measured. */
export const warm = (): Promise<unknown> => ask('/api/v1/namespaces/team-0');

/** One list, as one answer. */
export const list = async (): Promise<readonly unknown[]> => ((await ask('/api/v1/pods')) as List).items; // the server of this bench

/** One list, in pages. */
export async function pages(): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const page = (await ask(`/api/v1/pods?limit=500&continue=${next}`)) as List; // the server of this bench
    all.push(...page.items);
    next = page.metadata.continue;
  }
  return all;
}

/** Calls in a row. */
export async function calls(): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let at = 0; at < 300; at++) all.push(await ask('/api/v1/namespaces/team-0'));
  return all;
}
