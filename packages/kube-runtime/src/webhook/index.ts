/**
 * `kube-runtime/webhook`: admission and conversion webhooks that a program serves itself. {@link WebhookServer} declares, serves and installs them.
 */
export { WebhookServer } from './server.js';
export type { CertificateFolder, ManagedCertificates, WebhookServerOptions } from './options.js';
export { webhookOptionsFromEnv } from './environment.js';
export type { ServiceAddress, UrlAddress } from './configuration/address.js';
export type { Install } from './configuration/install.js';

// Admission
export { DeniedError, isDenied, type DenialCause, type DeniedOptions } from './admission/denied.js';
export type { Mutate, Mutated, Validate, Validated } from './admission/hook.js';
export { jsonDiff } from './admission/json-diff.js';
export type { AdmissionOptions, FailurePolicy, MutateOptions } from './admission/options.js';
export type { AdmissionRequest } from './admission/request.js';
export type { Rehearsal, Rehearsed } from './admission/rehearse.js';
export { readAdmission } from './admission/review.js';
export type { AdmissionReview, AdmissionReviewRequest, AdmissionReviewResponse, Operation, UserInfo } from './admission/review.js';
export type { GroupVersionKindRef, GroupVersionResourceRef } from './review.js';

// Conversion
export { readConversion } from './conversion/review.js';
export type { ConversionReview, ConversionReviewRequest, ConversionReviewResponse } from './conversion/review.js';
export type { Conversion, Converted, ConvertedMeta } from './conversion/versions.js';
