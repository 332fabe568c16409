/**
 * What two kinds or two files of one run would both be or write: {@link clashes}.
 */
import type { Diagnostic } from '../diagnostics.js';
import { classNameOf, crdNameOf, type Resource } from '../model/resource.js';
import type { Origin } from '../model/schema-node.js';

interface Claim {
  /** What may be there only once. */
  readonly what: string;
  /** Who may share it: the versions of a kind share its definition. */
  readonly among?: string;
  readonly help?: string;
  readonly by: string;
  readonly origin: Origin;
}

/** A file that is written for a source. */
export interface Written {
  readonly source: string;
  /** The path of its module. */
  readonly module: string;
}

/**
 * @param resources - All kinds of the run.
 * @param written - What would be written for its files.
 */
export function clashes(resources: readonly Resource[], written: readonly Written[]): readonly Diagnostic[] {
  const moduleOf = new Map(written.map(({ source, module }) => [source, module]));
  const claims: readonly Claim[] = [
    ...resources.flatMap((resource) => claimsOf(resource, moduleOf.get(resource.file) ?? resource.file)),
    ...written.map(({ source, module }) => ({ what: module, by: source, origin: { file: source, start: 0, end: 0 } })),
  ];
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const known = first.get(claim.what) ?? claim;
    first.set(claim.what, known);
    return known === claim || (claim.among !== undefined && claim.among === known.among) ? [] : [clash(claim, known)];
  });
}

function claimsOf(resource: Resource, module: string): readonly Claim[] {
  const { origin, file, kind, version, group } = resource;
  const className = classNameOf(resource);
  const here = { by: file, origin };
  return [
    { what: crdNameOf(resource), among: `${group}/${kind}`, ...here },
    { what: `${version} of ${kind}.${group}`, ...here, help: 'each version has one declaration: leave one of them out' },
    {
      what: `the class ${className.charAt(0).toUpperCase()}${className.slice(1)} of ${module}`,
      ...here,
      help: `name one of them by root=, root=${kind}${version.charAt(0).toUpperCase()}${version.slice(1)} for example, or give it a file of its own`,
    },
  ];
}

const clash = ({ what, origin, help }: Claim, known: Claim): Diagnostic => ({
  code: 'KC103',
  message: `${what} is declared twice, here and in ${known.by}`,
  help: help ?? 'one of them needs another name',
  origin,
  related: [{ message: 'is the first', origin: known.origin }],
});
