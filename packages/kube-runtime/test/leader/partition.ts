/**
 * A way to the API server that can be cut, as a network is: {@link partition}.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a cut does to connections: their bytes are not passed on any more, or they are broken off and refused. */
export type Cut = 'silent' | 'refused';

/** A TCP proxy. */
export interface Partition extends AsyncDisposable {
  /** The URL of the server by way of it. */
  readonly url: string;
  cut(how: Cut): void;
  heal(): void;
}

/** @param target - The URL of the server. */
export async function partition(target: string): Promise<Partition> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: Cut | 'whole' = 'whole';
  const server = createServer((client) => {
    if (state === 'refused') return void client.destroy();
    const upstream = connect(Number(port), hostname);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.pipe(upstream);
    upstream.pipe(client);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => end(pair));
    }
    if (state === 'silent') hold(pair);
  });
  const end = (pair: readonly [Socket, Socket]): void => {
    pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo; // a TCP server's address is one
  return {
    url: `https://127.0.0.1:${address.port}`,
    cut(how) {
      state = how;
      for (const pair of pairs) (how === 'silent' ? hold : end)(pair);
    },
    heal() {
      state = 'whole';
      for (const [client, upstream] of pairs) {
        client.pipe(upstream);
        upstream.pipe(client);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) end(pair);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hold([client, upstream]: readonly [Socket, Socket]): void {
  client.unpipe(upstream).pause();
  upstream.unpipe(client).pause();
}
