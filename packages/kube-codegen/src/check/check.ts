/**
 * Everything that is wrong with a kind beyond what a single tag or type can know: {@link checkResource}.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Resource } from '../model/resource.js';
import type { Lowered } from '../schema/lower.js';
import { judge } from './judge.js';
import { checkLimits } from './limits.js';
import { checkNames } from './names.js';
import { checkPaths } from './paths.js';
import { checkMembers, checkUnion } from './unions.js';
import { shapesOf } from './walk.js';

/**
 * @returns what a server would refuse, or accept and then break on.
 */
export function checkResource(resource: Resource, lowered: Lowered): readonly Diagnostic[] {
  const shapes = [...shapesOf(resource)];
  const unions = shapes.flatMap(checkUnion);
  if (resource.imported === true) return checkImported(resource, lowered);
  const own = [
    ...checkNames(resource),
    ...unions,
    ...shapes.flatMap(checkMembers),
    ...shapes.flatMap(checkLimits),
    ...checkPaths(resource, lowered.schema),
  ];
  const size = checkSize(resource, lowered);
  if (size.length > 0) return [...own, ...size];
  return [...own, ...judge(resource, lowered)];
}

/** Findings about columns, selectable fields and the like that servers have too. */
const ofServers: ReadonlySet<string> = new Set(['KC204', 'KC206']);

/** Whoever uses a definition cannot mend it: what a server takes is taken. */
function checkImported(resource: Resource, lowered: Lowered): readonly Diagnostic[] {
  const paths = checkPaths(resource, lowered.schema).filter(({ code }) => ofServers.has(code));
  return [...checkNames(resource), ...paths, ...judge(resource, lowered)];
}

/** What etcd stores as one value, in bytes. */
const maxBytes = 1.5 * 2 ** 20;

function checkSize({ kind, origin }: Resource, { schema }: Lowered): readonly Diagnostic[] {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes <= maxBytes) return [];
  const message = `the definition of ${kind} has ${(bytes / 2 ** 20).toFixed(1)} MiB, and a cluster stores 1.5`;
  return [
    {
      code: 'KC313',
      message,
      help: 'a type that is used twice counts twice: use @preserveUnknownFields where details matter less',
      origin,
    },
  ];
}
