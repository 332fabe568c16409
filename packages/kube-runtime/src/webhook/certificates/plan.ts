/**
 * What is to be done next about certificates: {@link nextStep}, a pure function of what there is and the time.
 *
 * Nobody may be left who is shown a certificate that it does not trust. So a new authority is first announced: it stands in the bundle that the
 * API servers are given, and signs nothing. When it stands in all places and they have had time to take it in, it signs the next certificate. The
 * old authority stays in the bundle until it has expired, for replicas and connections that still use a certificate of its. Where a place cannot
 * be written, the certificate that there is goes on as long as it can: then the others are not to lose the webhooks for the sake of that one.
 */
import type { Span } from './x509.js';

/** What there is. */
export interface Standing {
  /** Youngest first: that one signs. */
  readonly authorities: readonly [Span, ...Span[]];
  readonly certificate: Span & {
    /** Whether the youngest authority signed it. */
    readonly byYoungest: boolean;
    /** Whether it is for all the names that the server has. */
    readonly fits: boolean;
  };
}

/** When a new authority is known, in milliseconds. */
export interface Settling {
  /** How long until every API server knows of a new authority that stands in all places. */
  readonly settleMs: number;
  /** Since when the authorities stand in all places; `undefined`: there are places where they do not. */
  readonly toldAt: number | undefined;
}

/**
 * One step.
 *
 * - `begin`: a new authority and a certificate by it. Nothing that there is can be used.
 * - `announce`: a new authority in front of the others.
 * - `issue`: a new certificate by the youngest authority.
 * - `forget`: the authorities that have expired.
 * - `wait`: nothing, until a time in milliseconds since the epoch.
 */
export type CertificateStep = { readonly do: 'begin' | 'announce' | 'issue' | 'forget' } | { readonly do: 'wait'; readonly until: number };

/** The last third of a life is for renewing it: whatever stands in the way can be mended within that time. */
const renewAt = ({ from, until }: Span): number => until - (until - from) / 3;

/** Until then a certificate can be used, and the next one still made in time. */
const lastMoment = (certificate: Span, settleMs: number): number =>
  Math.min(Math.max(renewAt(certificate) + settleMs, certificate.until - settleMs), certificate.until);

/** @param now - In milliseconds since the epoch. */
export function nextStep({ authorities, certificate }: Standing, now: number, settling: Settling): CertificateStep {
  const [youngest, ...older] = authorities;
  if (now >= youngest.until) return { do: 'begin' };
  if (now >= renewAt(youngest)) return { do: 'announce' };
  if (older.some(({ until }) => now >= until)) return { do: 'forget' };
  const dueAt = issueAt({ authorities, certificate }, settling);
  if (now >= dueAt) return { do: 'issue' };
  return { do: 'wait', until: Math.min(dueAt, renewAt(youngest), ...older.map(({ until }) => until)) };
}

/** A first authority need not be known before it signs: nobody has trusted another. */
function issueAt({ authorities: [youngest, ...older], certificate }: Standing, { settleMs, toldAt = Infinity }: Settling): number {
  if (certificate.fits && certificate.byYoungest) return renewAt(certificate);
  if (older.length === 0) return youngest.from;
  const knownSince = certificate.fits ? toldAt : youngest.from; // names that nobody serves cannot wait for a place that cannot be written
  return Math.min(knownSince + settleMs, lastMoment(certificate, settleMs));
}
