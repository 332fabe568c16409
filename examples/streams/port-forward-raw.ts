/** A port of a pod as a stream that takes the place of a socket: no port of this machine is opened. */
import { Agent, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openWebStage } from './web.js';

await using stage = await openWebStage();
const connect = (): Promise<Duplex> => stage.pods.portForward(stage.pod, stage.port);

const socket = await connect(); // as of node:net: what is written goes there, what is read comes from there
socket.write('GET / HTTP/1.0\r\n\r\n');
console.log(`raw: ${(await text(socket)).split('\r\n\r\n').at(-1)?.trim()}`);

class PodAgent extends Agent {
  /** Node hands over a socket, or what takes its place, by the callback. */
  override createConnection(_options: object, done: (error: Error | null, stream?: Duplex) => void): undefined {
    connect().then(
      (stream) => done(null, stream),
      (error: unknown) => done(error as Error), // a KubeError
    );
  }
}
const agent = new PodAgent();
for (const path of ['/', '/missing']) {
  const status = await new Promise((resolve, reject) => {
    request({ agent, path, host: 'pod' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  console.log(`http: ${path} ${String(status)}`);
}
