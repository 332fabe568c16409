/**
 * What is to be done next about certificates: {@link nextStep}, a pure function of what there is and the time.
 *
 * Nobody may be left who is shown a certificate that it does not trust. So a new authority is first announced: it stands in the bundle that the
 * API servers are given, and signs nothing. When they have had time to take it in, it signs the next certificate. The old authority stays in the
 * bundle until it has expired, for replicas and connections that still use a certificate of its.
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

/** How long things last, in milliseconds. */
export interface Lifetimes {
  /** How long until every API server knows of a new authority. */
  readonly settleMs: number;
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

/** @param now - In milliseconds since the epoch. */
export function nextStep({ authorities, certificate }: Standing, now: number, { settleMs }: Lifetimes): CertificateStep {
  const [youngest, ...older] = authorities;
  if (now >= youngest.until) return { do: 'begin' };
  if (now >= renewAt(youngest)) return { do: 'announce' };
  if (older.some(({ until }) => now >= until)) return { do: 'forget' };
  const settled = older.length === 0 ? youngest.from : youngest.from + settleMs;
  const due = certificate.byYoungest && certificate.fits ? renewAt(certificate) : Math.min(settled, certificate.until);
  const dueAt = certificate.fits ? Math.max(due, Math.min(settled, certificate.until)) : now;
  if (now >= dueAt) return { do: 'issue' };
  return { do: 'wait', until: Math.min(dueAt, renewAt(youngest), ...older.map(({ until }) => until)) };
}
