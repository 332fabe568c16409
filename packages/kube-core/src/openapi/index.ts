/**
 * `kube-core/openapi`: what a real kube-apiserver publishes about the built-in kinds. It is there for the other packages of kube for
 * TypeScript and not for users yet: names and shapes may change with any version.
 */
export { kubernetesVersion, referenceOf, resolved, resources, schemaNameOf, schemaNames, schemaOf, schemaOfKind } from './facts.js';
export type { GroupVersionFacts, GroupVersionKindFact, OpenApiSchema, ResourceFact, SubresourceFact } from './schema.js';
