/**
 * What the public types cost a user's compiler: how often it instantiates a type to check a small program that uses them. The number does
 * not depend on the machine, only on the types and the compiler. Enter at {@link measureProbes} and {@link typeCostProblems}.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { workspaceOptions } from './compiler.js';
import { filesUnder, root, type Package } from './workspace.js';

/** Instantiations by the path of the probe, from the root. */
export type TypeCosts = Readonly<Record<string, number>>;

/** How much a cost may differ from what is recorded: a new verb or a new field is no news. */
export const tolerance = 0.1;

/** The programs that are measured: `test/type-cost/*.ts` of each package. */
export const probesOf = (packages: readonly Package[]): string[] =>
  packages.flatMap(({ folder }) => filesUnder(`${folder}/test/type-cost`, '.ts'));

/**
 * @param probes - Paths from the root. Each is checked by a compiler of its own, which has seen nothing before.
 * @throws Error if one does not compile: its cost would mean nothing.
 */
export function measureProbes(probes: readonly string[]): TypeCosts {
  const options = workspaceOptions();
  const host = remembering(ts.createCompilerHost(options));
  return Object.fromEntries(probes.map((probe) => [probe, instantiationsOf(probe, options, host)]));
}

function instantiationsOf(probe: string, options: ts.CompilerOptions, host: ts.CompilerHost): number {
  const path = posix.join(root, probe);
  const program = ts.createProgram([path], options, host);
  const [first] = program.getSemanticDiagnostics(program.getSourceFile(path));
  if (first !== undefined) throw new Error(`${probe} does not compile: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  return program.getInstantiationCount();
}

/** Parsing is most of the time; the files are the same for all. */
function remembering(host: ts.CompilerHost): ts.CompilerHost {
  const files = new Map<string, ts.SourceFile | undefined>();
  return {
    ...host,
    getSourceFile: (name, language) => {
      if (!files.has(name)) files.set(name, host.getSourceFile(name, language));
      return files.get(name);
    },
  };
}

/**
 * @param measured - What the probes cost now.
 * @param recorded - What they may cost.
 * @returns one line a problem, with what to do about it.
 */
export function typeCostProblems(measured: TypeCosts, recorded: TypeCosts): string[] {
  const gone = Object.keys(recorded).filter((probe) => !(probe in measured));
  return [
    ...Object.entries(measured).flatMap(([probe, cost]) => costProblem(probe, cost, recorded[probe])),
    ...gone.map((probe) => `${probe}:1: has a recorded cost and is not there: pnpm check:type-cost --write removes it`),
  ];
}

function costProblem(probe: string, cost: number, recorded: number | undefined): string[] {
  if (recorded === undefined) return [`${probe}:1: has no recorded cost: pnpm check:type-cost --write records it`];
  const change = cost / recorded - 1;
  if (Math.abs(change) <= tolerance) return [];
  const words = `${probe}:1: ${cost} instantiations, ${Math.abs(Math.round(change * 100))} % ${change > 0 ? 'more' : 'fewer'} than the ${recorded} recorded`;
  return change > 0
    ? [`${words}: make the type that this program uses cheaper (tsc --generateTrace says which), or record why not to: --write`]
    : [`${words}: record it, so that it stays so: pnpm check:type-cost --write`];
}
