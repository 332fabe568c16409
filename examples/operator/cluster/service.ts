/**
 * Plays the Service of the operator's webhooks on a node without a proxy: leads each connection to one of the pods, also to one that is not
 * ready, as `publishNotReadyAddresses` of the Service says. Enter at {@link playService}.
 */
import { once } from 'node:events';
import { mkdtempSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from 'kube-core';
import type { Pod } from 'kube-core/k8s';

/** The ports of one pod. */
export interface Ports {
  readonly health: number;
  readonly metrics: number;
  readonly webhooks: number;
}

/** Ports for pods that share the network of the host. */
export interface Slots {
  readonly folder: string;
  /** Those that a pod has taken; `undefined`: it has not started. */
  of(pod: string): Ports | undefined;
}

/** @param count - For so many starts of a container. */
export async function makeSlots(count: number): Promise<Slots> {
  const folder = mkdtempSync(join(tmpdir(), 'hosting-operator-slots-'));
  chmodSync(folder, 0o777);
  const ports = await freePorts(3 * count);
  for (let at = 0; at < count; at++) writeFileSync(join(folder, String(at)), `${ports.slice(3 * at, 3 * at + 3).join(' ')}\n`);
  const of = (pod: string): Ports | undefined => {
    try {
      const [health = 0, metrics = 0, webhooks = 0] = readFileSync(join(folder, pod), 'utf8').split(' ').map(Number);
      return { health, metrics, webhooks };
    } catch {
      return undefined;
    }
  };
  return { folder, of };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => listen(server)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

const listen = (server: Server): Promise<unknown> => once(server.listen(0, 'localhost'), 'listening');
const portOf = (server: Server): number => (server.address() as AddressInfo).port; // of TCP

/** The Service while it is played. */
export interface PlayedService extends AsyncDisposable {
  readonly port: number;
}

/** @param pods - Of the operator. */
export async function playService(pods: Api<Pod>, slots: Slots): Promise<PlayedService> {
  let turn = 0;
  const lead = async (from: Socket): Promise<void> => {
    const { items } = await pods.list();
    const all = items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .flatMap(({ metadata }) => slots.of(metadata.name) ?? []);
    turn++;
    for (let at = 0; at < all.length; at++) {
      const to = await connected(all[(turn + at) % all.length]?.webhooks ?? 0);
      if (to === undefined) continue;
      from.pipe(to).pipe(from);
      from.once('close', () => to.destroy());
      to.on('error', () => from.destroy());
      return;
    }
    from.destroy();
  };
  const open = new Set<Socket>();
  const server = createServer((from) => {
    open.add(from);
    from.on('error', () => from.destroy()).once('close', () => open.delete(from));
    lead(from).catch(() => from.destroy());
  });
  await listen(server);
  return {
    port: portOf(server),
    async [Symbol.asyncDispose]() {
      const closed = once(server.close(), 'close');
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function connected(port: number): Promise<Socket | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined; // it does not listen yet, or any more
  }
}
