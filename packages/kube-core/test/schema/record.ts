/** Writes `verdicts.json`: what the API server of KUBECONFIG answers to every case. Run it with tsx when a case is added or the server's version moves. */
import { writeFileSync } from 'node:fs';
import { celCases } from './cases-cel.js';
import { crdCases } from './cases-crd.js';
import { objectCases } from './cases.js';
import { judgeAll } from './judge.js';

const verdicts = await judgeAll(process.env.KUBECONFIG ?? '', { objects: [...objectCases, ...celCases], crds: crdCases });
writeFileSync(new URL('verdicts.json', import.meta.url), `${JSON.stringify(verdicts, undefined, 1)}\n`);
