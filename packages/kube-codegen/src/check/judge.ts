/**
 * What the API server would refuse of a schema: its own rules (`kube-core/schema`) are asked of the schema that is about to be
 * written, and each finding is brought back to the source. Enter at {@link judge}.
 */
import { checkStructural, type Finding } from 'kube-core/schema';
import type { Diagnostic } from '../diagnostics.js';
import { hasStatusSubresource, type Resource } from '../model/resource.js';
import { childrenOf, type SchemaNode } from '../model/schema-node.js';
import { placeOf } from '../schema/places.js';
import type { Lowered } from '../schema/lower.js';
import { isTold } from './unions.js';
import { explainDefault } from './explain/default.js';
import { explainRule } from './explain/rule.js';
import { explainShape } from './explain/shape.js';

/** @returns the findings of the server's rules, each at its line. */
export function judge(resource: Resource, { schema, places }: Lowered): readonly Diagnostic[] {
  const findings = checkStructural(schema, { root: true, statusSubresource: hasStatusSubresource(resource) });
  return findings.flatMap((finding) => {
    const located = placeOf(places, finding.path);
    if (located !== undefined && isUncertain(located.place.node)) return [];
    const refusal = located === undefined ? undefined : { ...located, finding };
    const known = refusal && (explainRule(refusal) ?? explainDefault(refusal) ?? explainShape(refusal));
    return known ?? { ...unexplained(finding), origin: refusal?.place.node.patch?.origin ?? refusal?.place.origin ?? resource.origin };
  });
}

/**
 * Whether something inside has no schema, which was reported: a type that could not be read, a union that is none. Rules and defaults
 * above it would be judged by what stands in for it.
 */
const isUncertain = (node: SchemaNode): boolean =>
  (node.node === 'json' && node.unread === true) || (node.node === 'union' && !isTold(node)) || childrenOf(node).some(isUncertain);

/** A rule of the server that nothing here has words for. */
const unexplained = ({ path, message }: Finding): Omit<Diagnostic, 'origin'> => ({
  code: 'KC309',
  message: 'the API server refuses what this comes to',
  help: `it says: ${path}: ${message}`,
});
