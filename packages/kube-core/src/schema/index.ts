/** `kube-core/schema`: what the API server does with the schema of a CustomResourceDefinition. */
export { applyDefaults } from './default.js';
export { type PruneOptions, prune, unknownFields } from './prune.js';
export { type StructuralOptions, checkStructural } from './structural.js';
export type { Finding, Schema, ValidationRule } from './types.js';
export { type ValidateOptions, validate } from './validate.js';
export { type Validator, validator } from './validator.js';
export { patternProblem } from './pattern.js';
