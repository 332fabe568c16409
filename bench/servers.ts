/**
 * The servers that the works ask, each in a process of its own: {@link startServer}.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a server is asked to do or tell. */
export type Message =
  | { readonly ask: 'connections' }
  /** A namespace with so many ConfigMaps, for a controller. */
  | { readonly ask: 'owners'; readonly count: number }
  /** So many changes of pods. */
  | { readonly ask: 'update'; readonly count: number };

/** A server that runs. */
export interface Server {
  /** What the server answers: how many connections it has accepted so far, or the name of the namespace. */
  ask(message: Message): Promise<unknown>;
  stop(): void;
}

/** What a work asks: an API server full of pods, one that only streams, or nothing beyond its own process. */
export type ServerName = 'pods' | 'streams' | 'none';

/** Nobody asks a server where all happens in one process. */
const noServer: Server = { ask: () => Promise.resolve(0), stop: () => undefined };

const modules: Readonly<Record<Exclude<ServerName, 'none'>, string>> = { pods: 'server.ts', streams: 'stream-server.ts' };

/** @param options - Where the server writes its kubeconfig, and what else its module takes. */
export async function startServer(
  name: ServerName,
  options: { readonly kubeconfig: string; readonly args: readonly string[] },
): Promise<Server> {
  if (name === 'none') return noServer;
  const args = [options.kubeconfig, ...options.args];
  const child = fork(join(import.meta.dirname, modules[name]), args, { execArgv: ['--conditions=kube-source', '--import', 'tsx'] });
  const stop = (): void => {
    if (child.connected) child.disconnect();
  };
  const gone = once(child, 'exit').then(() => ['gone']);
  const message = async (): Promise<unknown> => {
    const [first]: unknown[] = await Promise.race([once(child, 'message'), gone]);
    return first;
  };
  const ask = async (question: Message): Promise<unknown> => {
    child.send(question);
    return message();
  };
  if ((await message()) === 'ready') return { ask, stop };
  stop();
  throw new Error(`the server ${modules[name]} did not start`);
}
