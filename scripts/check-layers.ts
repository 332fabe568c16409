/**
 * `pnpm check:layers`: every import of the packages, the examples and the benches against the floors of the house.
 * The contract is in house/floors.ts, what it means in house/layers.ts.
 */
import { layerProblems } from './house/layers.js';
import { filesUnder, loadPackages, read, report } from './house/workspace.js';

const packages = loadPackages();
const folders = [...packages.flatMap(({ folder }) => [`${folder}/src`, `${folder}/test`]), 'examples', 'bench', 'test'];
const files = new Map(folders.flatMap((folder) => filesUnder(folder, '.ts')).map((path) => [path, read(path)]));
report('check-layers', layerProblems(packages, files), `${files.size} files keep to their floors`);
