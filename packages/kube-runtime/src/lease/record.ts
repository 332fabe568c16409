/**
 * What stands in a Lease, and how each act of an election changes it. Every change is written with the version that was read, so one that
 * somebody else was faster with is refused.
 *
 * Times in a Lease are for people: nobody compares them with a clock of his own, since the clocks of two machines differ.
 */
import type { Stored } from 'kube-core';
import type { Lease } from 'kube-core/k8s';
import { microTime } from '../util/micro-time.js';

type Spec = NonNullable<Lease['spec']>;

/** Who writes, and for how long. */
export interface Holder {
  readonly identity: string;
  readonly leaseDurationMs: number;
}

/** Who holds it; `undefined`: nobody, it was given back. */
export const holderOf = ({ spec }: Lease): string | undefined => (spec?.holderIdentity === '' ? undefined : spec?.holderIdentity);

/** How long it is to be respected after its last change, in milliseconds; `undefined` where it does not say. */
export const durationOf = ({ spec }: Lease): number | undefined =>
  spec?.leaseDurationSeconds === undefined ? undefined : spec.leaseDurationSeconds * 1000;

/** All that a holder changes, as one text: two records with the same text are the same renewal. */
export const recordOf = ({ spec = {} }: Lease): string =>
  JSON.stringify([spec.holderIdentity, spec.acquireTime, spec.renewTime, spec.leaseDurationSeconds, spec.leaseTransitions]);

/** Whether it is held since the acquisition at that time, and not since another of the same identity. */
export const isClaim = (lease: Lease, { identity }: Holder, acquireTime: string): boolean =>
  holderOf(lease) === identity && lease.spec?.acquireTime === acquireTime;

/** Where a new Lease stands, and what it is labelled with. */
export interface LeasePlace {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Record<string, string>;
}

/** A new Lease, held from now on. */
export function firstLease(place: LeasePlace, holder: Holder, now: number): Lease {
  return { metadata: { ...place }, spec: { ...held(holder, now), acquireTime: microTime(now), leaseTransitions: 0 } };
}

/** The lease taken, from nobody or from a holder that ceased to renew it. */
export function taken(lease: Stored<Lease>, holder: Holder, now: number): Stored<Lease> {
  const transitions = (lease.spec?.leaseTransitions ?? 0) + 1;
  return changed(lease, { ...held(holder, now), acquireTime: microTime(now), leaseTransitions: transitions });
}

/** The lease held on. */
export const renewed = (lease: Stored<Lease>, holder: Holder, now: number): Stored<Lease> => changed(lease, held(holder, now));

/** The lease given back, as client-go writes it: others need not wait. */
export function givenBack(lease: Stored<Lease>, now: number): Stored<Lease> {
  const { holderIdentity: _, ...spec } = lease.spec ?? {};
  const time = microTime(now);
  return { ...lease, spec: { ...spec, leaseDurationSeconds: 1, acquireTime: time, renewTime: time } };
}

const held = ({ identity, leaseDurationMs }: Holder, now: number): Spec => ({
  holderIdentity: identity,
  leaseDurationSeconds: leaseDurationMs / 1000,
  renewTime: microTime(now),
});

/** What the election does not know, labels for example, stays. */
const changed = (lease: Stored<Lease>, spec: Spec): Stored<Lease> => ({ ...lease, spec: { ...lease.spec, ...spec } });
