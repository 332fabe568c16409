/**
 * No body may be larger than kube-apiserver takes: {@link limitBody}.
 */
import type { KubeRequest, Layer } from 'kube-core/service';
import { bodyTooLarge } from '../refusal.js';
import type { Incoming } from '../request/incoming.js';

/** The largest body that is read, in bytes: `MaxRequestBodyBytes` of kube-apiserver. */
export const maxBodyBytes = 3 * 1024 * 1024;

/** Refuses larger ones with 413. */
export const limitBody: Layer<Incoming> = (inner) => (incoming) => {
  if (sizeOf(incoming.body) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes);
  return inner(incoming);
};

function sizeOf(body: KubeRequest['body']): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
