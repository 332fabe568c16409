/** Writes `verdicts.json` and `expressions.json`: what the API server of KUBECONFIG answers to every case. Run it with tsx when a case is added or the server's version moves. */
import { writeFileSync } from 'node:fs';
import { celCases } from './cases-cel.js';
import { crdCases } from './cases-crd.js';
import { objectCases } from './cases.js';
import { judgeAll, judgeExpressions } from './judge.js';

const kubeconfig = process.env.KUBECONFIG ?? '';
const verdicts = await judgeAll(kubeconfig, { objects: [...objectCases, ...celCases], crds: crdCases });
writeFileSync(new URL('verdicts.json', import.meta.url), `${JSON.stringify(verdicts, undefined, 1)}\n`);

/** Letters in a line of the file, so that a change of some is a change of some lines. */
const lineLength = 120;
const lines = (await judgeExpressions(kubeconfig)).match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
writeFileSync(new URL('expressions.json', import.meta.url), `${JSON.stringify(lines, undefined, 1)}\n`);
