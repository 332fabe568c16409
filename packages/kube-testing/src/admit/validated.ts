/**
 * The rules of a kind, of its schema and of all metadata: {@link validated}.
 */
import { validate, type Finding } from 'kube-core/schema';
import type { KubeJson } from '../object.js';
import { invalid } from '../refusal.js';
import { kindRules } from '../registry/kind-rules.js';
import type { Resource } from '../registry/resource.js';
import { checking, type Attempt, type Step } from './attempt.js';
import { newFindings, nextFindings } from './metadata.js';

/** @throws Refusal 422 that names everything that is wrong. */
export const validated: Step = checking((attempt) => {
  const { object, current, target } = attempt;
  const findings = [...metadataFindings(attempt), ...objectFindings(object, target.resource, current)];
  if (findings.length > 0) throw invalid(target.resource, object.metadata.name ?? '', findings);
});

const metadataFindings = ({ asked, object, current, target }: Attempt): readonly Finding[] =>
  current === undefined ? newFindings(asked.metadata, object.metadata, target.resource) : nextFindings(object.metadata, current.metadata);

function objectFindings(object: KubeJson, resource: Resource, current: KubeJson | undefined): readonly Finding[] {
  if (resource.custom === undefined) return kindRules(resource).findings?.(object, current) ?? [];
  return validate(object, resource.custom.schema, { root: true, ...(current !== undefined && { old: current }) });
}
