/** `kube-core/schema`: what the API server does with the schema of a CustomResourceDefinition. */
export { applyDefaults } from './admit/default.js';
export { type PruneOptions, prune, unknownFields } from './admit/prune.js';
export { type StructuralOptions, checkStructural } from './structural/structural.js';
export type { Compilation, Finding, FindingRule, Schema, ValidationRule } from './types.js';
export { type ValidateOptions, validate } from './validate/validate.js';
export { type DefinedKind, type Validator, validator, validatorOf } from './validate/validator.js';
export { formatCheck, formatNames } from './text/formats.js';
export { patternProblem } from './text/pattern.js';
export { forbidden, invalid, notSupported, required, tooMany } from './findings.js';
export { printed } from './printed.js';
export { quoted } from '../util/text/quoted.js';
export { type ListTopology, type MapTopology, type Topology, deduced, topologyOf, topologyOfCustomResource } from './topology/topology.js';
export { type SourceLookup, type TopologySource, zeroObject } from './topology/source.js';
export {
  completedPrefix,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
} from '../resource/names.js';
export { type ObjectMetaField, misTypedMeta, objectMetaFields, objectMetaSchema } from '../resource/object-meta.js';
