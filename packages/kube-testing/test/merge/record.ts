/** Writes `recordings.json`: what the API server of KUBECONFIG answers to every merge case. Run it with tsx when a case is added or the server's version moves. */
import { writeFileSync } from 'node:fs';
import { Client } from 'kube-core';
import type { Recordings } from './case.js';
import { recordAll } from './judge.js';

await using client = await Client.tryDefault();
const { sequences, patches } = await recordAll(client);
writeFileSync(new URL('recordings.json', import.meta.url), `{"sequences":${lines(sequences)},\n"patches":${lines(patches)}}\n`);

/** One line a step or answer: what changed from one server to the next can be read. */
function lines(cases: Recordings['sequences'] | Recordings['patches']): string {
  const texts = Object.entries(cases).map(
    ([name, steps]) => `\n${JSON.stringify(name)}:${JSON.stringify(steps).replaceAll(/,(?=\{"(?:live|now|code)":)/g, ',\n')}`,
  );
  return `{${texts.join(',')}}`;
}
