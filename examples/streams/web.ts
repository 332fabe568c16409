/** A stage whose pod serves `hello` over HTTP, for the examples of ports. */
import { openStage, type Stage } from './stage.js';

/** A stage, and the port that its pod listens on. */
export interface WebStage extends Stage {
  readonly port: number;
}

/** Resolves when the pod answers. The port is made up: in the node's own network others listen as well. */
export async function openWebStage(): Promise<WebStage> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const stage = await openStage(`mkdir -p /tmp/www; echo hello > /tmp/www/index.html; httpd -f -p ${port} -h /tmp/www`);
  await stage.pods.run(stage.pod, ['sh', '-c', `until wget -q -O /dev/null http://127.0.0.1:${port}/; do sleep 0.1; done`]);
  return { ...stage, port };
}
