/**
 * The whole idea in one run: `pnpm demo` on the in-process API server, `pnpm demo --cluster` on the cluster of the current kubeconfig.
 * Every line that is printed has been checked; the first thing that does not happen ends the run with exit code 1.
 */
import { messageOf } from 'kube-core';
import { narrator } from './narrator.js';
import { openStage } from './stage.js';
import { tell } from './story.js';

const started = performance.now();
const say = (line: string): void => console.log(line);
try {
  await using stage = await openStage(process.argv.slice(2));
  say(`kube: a website operator, on ${stage.name}\n`);
  await tell(stage, narrator(say));
  say(`\nAll of it happened, in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
