/** Calls and watches through a proxy, which this example runs itself: it sees where they go, and nothing of what they say. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Api, Client, Config } from 'kube-core';
import { Namespace } from 'kube-core/k8s';
import { ApiServer } from 'kube-testing';

await using server = await ApiServer.start();
await using listening = await server.listen();
const onCluster = process.argv.includes('--cluster');
const config = onCluster ? await Config.infer() : await Config.fromKubeconfig({ text: listening.kubeconfig });

let ways = 0;
const proxy = createServer().on('connect', ({ url = '', headers }, socket) => {
  if (headers['proxy-authorization'] === undefined) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  const { hostname, port } = new URL(`http://${url}`);
  ways++;
  const target = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    target.pipe(socket).pipe(target);
  });
  for (const end of [socket, target]) end.on('error', () => [socket, target].forEach((one) => one.destroy()));
  return socket;
});
await once(proxy.listen(0, '127.0.0.1'), 'listening');
const { port } = proxy.address() as AddressInfo; // it listens on a port

try {
  await using client = Client.from({ ...config, proxy: { url: `http://user:hunter2@127.0.0.1:${port}` } });
  const namespaces = Api.all(client, Namespace);
  for (const name of ['default', 'kube-system', 'default']) console.log(`${name}: ${(await namespaces.get(name)).status?.phase ?? ''}`);
  for await (const { type } of namespaces.watch({ sendInitialEvents: true, timeoutSeconds: 10 })) {
    console.log(`watch: ${type}`);
    break;
  }
  console.log(`ways through the proxy: ${ways}`);

  await using stranger = Client.from({ ...config, proxy: { url: `http://127.0.0.1:${port}` } });
  await Api.all(stranger, Namespace)
    .get('default')
    .catch((error: unknown) => console.log(`without a password: ${String(error).includes('407')}`));
} finally {
  proxy.close();
}
