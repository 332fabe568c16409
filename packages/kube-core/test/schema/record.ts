/** Writes `verdicts.json`: what the API server of KUBECONFIG answers to every case. Run it with tsx when a case is added or the server's version moves. */
import { writeFileSync } from 'node:fs';
import { objectCases } from './cases.js';
import { openJudge } from './judge.js';

await using judge = openJudge(process.env.KUBECONFIG ?? '');
const objects = Object.fromEntries(await Promise.all(objectCases.map(async (one) => [one.name, await judge.judgeObjects(one)] as const)));
writeFileSync(new URL('verdicts.json', import.meta.url), `${JSON.stringify({ objects }, undefined, 1)}\n`);
