/**
 * An object before and after a change, as people may see it: without what every write changes, and without secrets. Enter at {@link shown}.
 */
import type { Stored } from '../../resource/definition.js';
import type { DynamicObject } from '../../resource/dynamic.js';
import { objectAt, own, put, without, type JsonObject } from '../../util/json/json.js';

/** An object before a change and after it; undefined where there is none. */
export interface Pair {
  readonly before: object | undefined;
  readonly after: object | undefined;
}

type Found = Stored<DynamicObject> | undefined;

/** What the server counts and notes: it says nothing of what was changed, and a dry run makes some of it up. */
const noise = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp'] as const;

/** Both sides; values of Secrets are masked as kubectl does, so that one sees which of them differ. */
export function shown(before: Found, after: Found): Pair {
  const pair = { before: quiet(before), after: quiet(after) };
  const { apiVersion, kind } = after ?? before ?? {};
  return apiVersion === 'v1' && kind === 'Secret' ? maskedPair(pair) : pair;
}

function quiet(object: Found): JsonObject | undefined {
  return object === undefined ? undefined : { ...object, metadata: without(object.metadata, ...noise) };
}

const hidden = '***';

/** The annotation in which kubectl keeps what it has applied, with its values. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function maskedPair({ before, after }: Pair): Pair {
  const [old, now] = [textsOf(before), textsOf(after)];
  return { before: maskedSide(before, now, '(before)'), after: maskedSide(after, old, '(after)') };
}

interface Texts {
  readonly data: JsonObject;
  readonly annotation: unknown;
}

const annotationsOf = (secret: object | undefined): JsonObject => objectAt(objectAt(secret, 'metadata'), 'annotations');

const textsOf = (secret: object | undefined): Texts => ({
  data: objectAt(secret, 'data'),
  annotation: own(annotationsOf(secret), lastApplied),
});

function maskedSide(secret: object | undefined, other: Texts, side: string): object | undefined {
  if (secret === undefined) return undefined;
  const mask = (value: unknown, theirs: unknown): string => (theirs === undefined || theirs === value ? hidden : `${hidden} ${side}`);
  const { data, annotation } = textsOf(secret);
  const masked = {};
  for (const [name, value] of Object.entries(data)) put(masked, name, mask(value, own(other.data, name)));
  const annotations =
    annotation === undefined ? {} : { annotations: { ...annotationsOf(secret), [lastApplied]: mask(annotation, other.annotation) } };
  return {
    ...secret,
    metadata: { ...objectAt(secret, 'metadata'), ...annotations },
    ...('data' in secret && { data: masked }),
  };
}
