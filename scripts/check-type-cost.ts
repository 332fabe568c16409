/**
 * `pnpm check:type-cost`: the public types cost a user's compiler what `scripts/type-cost.json` says, give or take a tenth. `--write` records
 * what they cost now: the commit that does it says why.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeCostProblems, measureProbes, probesOf, type TypeCosts } from './house/type-cost.js';
import { loadPackages, report, root } from './house/workspace.js';

const file = join(root, 'scripts/type-cost.json');
const measured = measureProbes(probesOf(loadPackages()));
if (process.argv.includes('--write')) writeFileSync(file, `${JSON.stringify(measured, undefined, 2)}\n`);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as TypeCosts; // written one line above
report('check-type-cost', typeCostProblems(measured, recorded), `${Object.keys(measured).length} programs cost what they should`);
