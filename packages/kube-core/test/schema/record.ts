/** Writes `verdicts.json`: what the API server of KUBECONFIG answers to every case. Run it with tsx when a case is added or the server's version moves. */
import { writeFileSync } from 'node:fs';
import { celCases } from './cases-cel.js';
import { crdCases } from './cases-crd.js';
import { objectCases } from './cases.js';
import { openJudge } from './judge.js';

await using judge = openJudge(process.env.KUBECONFIG ?? '');
const named = async <T extends { readonly name: string }>(cases: readonly T[], ask: (one: T) => Promise<unknown>): Promise<unknown> =>
  Object.fromEntries(await settled(cases.map(async (one) => [one.name, await ask(one)] as const)));

/** All answers, or all that went wrong, but only once nothing is under way any more. */
async function settled<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(asked);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

const objects = await named([...objectCases, ...celCases], (one) => judge.judgeObjects(one));
const crds = await named(crdCases, (one) => judge.judgeCrd(one));
writeFileSync(new URL('verdicts.json', import.meta.url), `${JSON.stringify({ objects, crds }, undefined, 1)}\n`);
