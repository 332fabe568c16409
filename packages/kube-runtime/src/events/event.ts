/**
 * What is told of an object, and the Event that the API takes for it: {@link EventNote}, {@link eventOf}.
 */
import type { KubeObject } from 'kube-core';
import type { Event } from 'kube-core/k8s/events-v1';
import { checkOptions, checkValue, oneOf, rules, type Rule, type Rules } from 'kube-core/support';
import { microTime } from '../util/micro-time.js';
import { cutTo } from './text.js';

/** An object that something is told of: as it was read, so that its kind is known. */
export interface EventSubject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Readonly<Pick<NonNullable<KubeObject['metadata']>, 'name' | 'namespace' | 'uid' | 'resourceVersion'>>;
}

/** What happened to an object. What is longer than the API takes is cut. */
export interface EventNote {
  /** Whether somebody should look at it. @defaultValue `Normal` */
  readonly type?: 'Normal' | 'Warning';
  /** Why, in one word for programs: `Scaled`, `BackOff`. At most 128 bytes. */
  readonly reason: string;
  /** What the controller did, in one word: `Scale`. At most 128 bytes. @defaultValue `Reconcile` */
  readonly action?: string;
  /** For people. At most 1024 bytes. Two notes are two events, so leave out times and counters. @defaultValue none */
  readonly note?: string;
  /** Another object that it has to do with: what was made, for example. */
  readonly related?: EventSubject;
}

type Reference = NonNullable<Event['regarding']>;

/** An event with every field within its limits, and all that makes it the same as another. */
export interface Told {
  readonly type: string;
  readonly reason: string;
  readonly action: string;
  readonly note: string;
  readonly regarding: Reference;
  readonly related: Reference | undefined;
}

const word: Rule = { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a word' };
const noteRules: Rules<EventNote> = {
  type: oneOf('Normal', 'Warning'),
  reason: word,
  action: word,
  note: rules.text,
  related: rules.object,
};

/** @throws KubeError `option` for a note without a reason, one that is misspelt, or an object whose kind is not known. */
export function toldOf(object: EventSubject, note: EventNote): Told {
  const { type = 'Normal', reason, action = 'Reconcile', note: text = '', related } = checkOptions('event()', note, noteRules);
  checkValue('reason of event()', reason, word);
  return {
    type,
    reason: cutTo(128, reason),
    action: cutTo(128, action),
    note: cutTo(1024, text),
    regarding: referenceTo('the object of event()', object),
    related: related === undefined ? undefined : referenceTo('related', related),
  };
}

function referenceTo(what: string, object: EventSubject): Reference {
  checkValue(what, object, rules.object);
  const { apiVersion, kind, metadata = {} } = object;
  checkValue(`apiVersion of ${what}`, apiVersion, word);
  checkValue(`kind of ${what}`, kind, word);
  checkValue(`name of ${what}`, metadata.name, word);
  const { name, namespace, uid, resourceVersion } = metadata;
  return Object.fromEntries(
    Object.entries({ apiVersion, kind, name, namespace, uid, resourceVersion }).filter(([, value]) => value !== undefined),
  );
}

/** Two that have the same are one event. The version of the object is none of it. */
export function keyOfTold({ type, reason, action, note, regarding, related }: Told): string {
  return JSON.stringify([type, reason, action, note, identityOf(regarding), related === undefined ? null : identityOf(related)]);
}

/** Which object, whatever its version. */
export const identityOf = ({ apiVersion, kind, namespace, name, uid }: Reference): string =>
  JSON.stringify([apiVersion, kind, namespace ?? '', name, uid ?? '']);

/** Where and when, for an Event. */
export interface EventMaking {
  readonly controller: string;
  readonly instance: string;
  /** What makes its name another than that of all others. */
  readonly suffix: string;
  /** When it happened first, in milliseconds since the epoch. */
  readonly at: number;
}

const dnsName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** An Event stands where its object does; those of objects without a namespace, in `default`. */
export function eventOf(told: Told, { controller, instance, suffix, at }: EventMaking): Event {
  const { regarding, related, ...words } = told;
  const { name = '', namespace = 'default' } = regarding;
  const stem = dnsName.test(name) ? name.slice(0, 253 - suffix.length - 1).replace(/[-.]+$/, '') : 'event'; // names of roles may have colons
  return {
    metadata: { name: `${stem}.${suffix}`, namespace },
    eventTime: microTime(at),
    ...words,
    regarding,
    ...(related !== undefined && { related }),
    reportingController: controller,
    reportingInstance: instance,
  };
}
