/**
 * What the server says when it refuses, in kube-apiserver's own words: each function makes a {@link Refusal} to throw.
 * The texts are part of the contract: people search for them, and programs, against better advice, match them.
 */
import { KubeError, qualifiedName, type Status, type StatusCause } from 'kube-core';
import type { Finding } from 'kube-core/schema';

/** A Status on its way out of the server. */
export class Refusal extends KubeError {
  readonly status: Status & { readonly code: number };

  /** @param status - What the server answers. */
  constructor(
    status: Omit<Status, 'kind' | 'apiVersion' | 'metadata' | 'status'> & { readonly code: number; readonly metadata?: Status['metadata'] },
  ) {
    super('refused', status.message ?? '');
    const { metadata = {}, message, reason, details, code } = status;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      ...(message !== undefined && { message }),
      ...(reason !== undefined && { reason }),
      ...(details !== undefined && { details }),
      code,
    };
  }
}

/** A resource or a kind, as messages name it. */
export interface Named {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

const qualified = (plural: string, group: string): string => qualifiedName({ plural, group });
const groupDetail = (group: string): { readonly group?: string } => (group === '' ? {} : { group });
const nameDetail = (name: string): { readonly name?: string } => (name === '' ? {} : { name });

const ofResource = (resource: Named, name: string): NonNullable<Status['details']> => ({
  ...nameDetail(name),
  ...groupDetail(resource.group),
  kind: resource.plural,
});

/** 404 for an object. */
export const notFound = (resource: Named, name: string): Refusal =>
  new Refusal({
    message: `${qualified(resource.plural, resource.group)} "${name}" not found`,
    reason: 'NotFound',
    details: ofResource(resource, name),
    code: 404,
  });

/** 409 of a create. */
export const alreadyExists = (resource: Named, name: string): Refusal =>
  new Refusal({
    message: `${qualified(resource.plural, resource.group)} "${name}" already exists`,
    reason: 'AlreadyExists',
    details: ofResource(resource, name),
    code: 409,
  });

/** 409 of a write that came too late, or whose precondition does not hold. */
export const conflict = (resource: Named, name: string, why: string): Refusal =>
  new Refusal({
    message: `Operation cannot be fulfilled on ${qualified(resource.plural, resource.group)} "${name}": ${why}`,
    reason: 'Conflict',
    details: ofResource(resource, name),
    code: 409,
  });

/** Why a write with an old resourceVersion is refused. */
export const modified = 'the object has been modified; please apply your changes to the latest version and try again';

/** 403. */
// eslint-disable-next-line max-params -- what is refused, of which kind, why, and in detail
export const forbidden = (resource: Named, name: string, why: string, causes?: readonly StatusCause[]): Refusal =>
  new Refusal({
    message: `${qualified(resource.plural, resource.group)} "${name}" is forbidden: ${why}`,
    reason: 'Forbidden',
    details: { ...ofResource(resource, name), ...(causes !== undefined && { causes }) },
    code: 403,
  });

/** 422 with its causes. */
export function invalid(kind: { readonly group: string; readonly kind: string }, name: string, findings: readonly Finding[]): Refusal {
  const lines = findings.map(({ path, message }) => `${path}: ${message}`);
  const [only = ''] = lines;
  return new Refusal({
    message: `${qualified(kind.kind, kind.group)} "${name}" is invalid: ${lines.length === 1 ? only : `[${lines.join(', ')}]`}`,
    reason: 'Invalid',
    details: {
      ...nameDetail(name),
      ...groupDetail(kind.group),
      kind: kind.kind,
      causes: findings.map(({ path, code, message }) => ({ reason: code, message, field: path })),
    },
    code: 422,
  });
}

/** 422 for the options of a call. */
export const invalidOptions = (kind: string, findings: readonly Finding[]): Refusal =>
  invalid({ group: 'meta.k8s.io', kind }, '', findings);

/** 400. */
export const badRequest = (message: string): Refusal => new Refusal({ message, reason: 'BadRequest', code: 400 });

/** 400 for a path that is no text in URL encoding. */
export const badUri = (): Refusal => badRequest('the path of the request is no text in URL encoding');

/** 413 for a body over the limit. */
export const bodyTooLarge = (limitBytes: number): Refusal =>
  new Refusal({ message: `Request entity too large: limit is ${limitBytes}`, reason: 'RequestEntityTooLarge', code: 413 });

/** 401. */
export const unauthorized = (): Refusal => new Refusal({ message: 'Unauthorized', reason: 'Unauthorized', code: 401 });

/** 500 for something that nobody foresaw. */
export const unforeseen = (message: string): Refusal =>
  new Refusal({
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  });

/** 500 without a reason: what kube-apiserver makes of an error that nobody gave a status. */
export const internal = (message: string): Refusal => new Refusal({ message, code: 500 });

/** 405. */
export const methodNotAllowed = (): Refusal =>
  new Refusal({
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
    code: 405,
  });

/** 415 for a body in Protobuf. */
export const noProtobuf = (): Refusal =>
  new Refusal({
    message:
      'the in-process API server reads JSON and YAML, no Protobuf: use kubectl apply in place of kubectl create, or set the content type of your client',
    reason: 'UnsupportedMediaType',
    code: 415,
  });

/** 415 for a body that is no object in a known format. */
export const unsupportedBody = (): Refusal =>
  new Refusal({
    message: 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    reason: 'UnsupportedMediaType',
    code: 415,
  });

/** 415 for a content type that is none. */
export const noMediaType = (): Refusal =>
  new Refusal({ message: '415: Unsupported Media Type', reason: 'UnsupportedMediaType', details: {}, code: 415 });

/** 404 for a path that has the form of one but leads nowhere. */
export const noSuchResource = (): Refusal =>
  new Refusal({ message: 'the server could not find the requested resource', reason: 'NotFound', details: {}, code: 404 });

/** 415 for a patch of an unknown type. */
export const unsupportedPatch = (accepted: readonly string[]): Refusal =>
  new Refusal({
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    reason: 'UnsupportedMediaType',
    code: 415,
  });

/** 406: nothing that the caller accepts can be made. */
export const notAcceptable = (): Refusal =>
  new Refusal({
    message: 'only the following media types are accepted: application/json, application/yaml',
    reason: 'NotAcceptable',
    code: 406,
  });

/** 410: the version asked for is no longer kept. */
export const expired = (message: string, metadata: Status['metadata'] = {}): Refusal =>
  new Refusal({ metadata, message, reason: 'Expired', code: 410 });

/** 504: the version asked for lies in the future. */
export const tooLarge = (asked: number, current: number): Refusal =>
  new Refusal({
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    reason: 'Timeout',
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    code: 504,
  });
