/**
 * The parts that every Kubernetes object shares, and the branded aliases that tell kube-codegen what a `number` or a `string` is
 * on the wire. Types only; published as `kube-core/types`.
 */

/** An alias that carries a format for kube-codegen. Plain values assign to it without a cast, arithmetic works. */
type Formatted<Base, Format extends string> = Base & { readonly 'x-kube'?: { readonly format: Format } };

/** A whole number in 32 bits. */
export type Int32 = Formatted<number, 'int32'>;
/** A whole number in 64 bits. One that a JavaScript number cannot hold is a `bigint` at run time: ask with `typeof` where they are that large. */
export type Int64 = Formatted<number, 'int64'>;
/** A whole number from 0 to 4294967295. */
export type UInt32 = Formatted<number, 'uint32'>;
/** A whole number of no particular size. */
export type Integer = Formatted<number, 'integer'>;
/** A number with a fraction, single precision. */
export type Float = Formatted<number, 'float'>;
/** A number with a fraction, double precision. */
export type Double = Formatted<number, 'double'>;
/** Bytes in base64. */
export type Bytes = Formatted<string, 'byte'>;
/** A point in time as RFC 3339 writes it: `2026-01-02T03:04:05Z`. */
export type DateTime = Formatted<string, 'date-time'>;
/** A day: `2026-01-02`. */
export type DateOnly = Formatted<string, 'date'>;
/** A span of time as Go writes it: `1h30m`, `250ms`. */
export type Duration = Formatted<string, 'duration'>;
/** An amount with a suffix: `500m`, `2Gi`. Servers accept a number as well. */
export type Quantity = Formatted<string, 'quantity'>;
/** A number, or a name or percentage: `8080`, `http`, `25%`. */
export type IntOrString = number | string;
/** A share of a whole: `25%`. */
export type Percent = Formatted<string, 'percent'>;
/** An absolute URI, or a path that begins with a slash: `https://example.com/a`. */
export type Uri = Formatted<string, 'uri'>;
/** A network: `10.0.0.0/8`, `fd00::/8`. */
export type Cidr = Formatted<string, 'cidr'>;
/** `192.0.2.1`. */
export type IPv4 = Formatted<string, 'ipv4'>;
/** `2001:db8::1`. */
export type IPv6 = Formatted<string, 'ipv6'>;
/** `123e4567-e89b-12d3-a456-426614174000`. */
export type Uuid = Formatted<string, 'uuid'>;
/** A name as services and namespaces have it (RFC 1123): at most 63 small letters, digits and dashes. */
export type DnsLabel = Formatted<string, 'dns-label'>;
/** A name as most objects have it (RFC 1123): labels with dots between them, at most 253 characters. */
export type DnsSubdomain = Formatted<string, 'dns-subdomain'>;
/** Any JSON value, kept as it is. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An object that is kept as it is, whatever fields it has: the parameters of a plugin, for example. */
export interface RawExtension {
  [field: string]: unknown;
}

/** Another object of the same namespace, by its name. */
export interface LocalObjectRef {
  name: DnsSubdomain;
}

/** Metadata that every stored object has. Times are strings, as on the wire. */
export interface ObjectMeta {
  /** Unique within a namespace and kind; cannot change. */
  name?: string;
  /** A prefix from which the server makes a unique name when `name` is empty. */
  generateName?: string;
  /** The namespace that the name is unique in; absent on cluster-scoped kinds. */
  namespace?: string;
  /** Unique over time and space: tells an object from an earlier one of the same name. Set by the server. */
  uid?: string;
  /** The version of this object, opaque to clients: compare it for equality, send it back for optimistic concurrency. */
  resourceVersion?: string;
  /** Counts changes of the desired state. Set by the server. */
  generation?: Int64;
  /** When the object was created. Set by the server. */
  creationTimestamp?: DateTime;
  /** When deletion was asked for: the object goes once its finalizers have. Set by the server. */
  deletionTimestamp?: DateTime;
  /** How long the object was given to end gracefully, in seconds. Set by the server. */
  deletionGracePeriodSeconds?: Int64;
  /** What selectors select by. */
  labels?: Record<string, string>;
  /** Anything else that tools want to note down. */
  annotations?: Record<string, string>;
  /** The objects that this one goes with. */
  ownerReferences?: OwnerReference[];
  /** What must be done, and removed from this list, before the object can go. */
  finalizers?: string[];
  /** Who set which field. Kept by the server. */
  managedFields?: ManagedFieldsEntry[];
  /** Deprecated and unset by the server since 1.20. */
  selfLink?: string;
}

/** What the metadata of an object within another can say: of a template, for example. */
export type EmbeddedMeta = Pick<ObjectMeta, 'name' | 'namespace' | 'labels' | 'annotations' | 'finalizers'>;

/** A link from a dependant to its owner: the dependant is collected when all its owners are gone. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  /** At most one owner is the controller. */
  controller?: boolean;
  /** In a foreground deletion the owner waits for this dependant. Needs the right to update the owner's finalizers. */
  blockOwnerDeletion?: boolean;
}

/** The fields that one manager set in one way. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update' | (string & {});
  apiVersion?: string;
  time?: DateTime;
  fieldsType?: 'FieldsV1' | (string & {});
  /** A trie of field names: `f:` a field, `k:` a key of a list map, `v:` a member of a set. */
  fieldsV1?: unknown;
  subresource?: string;
}

/** Metadata of a list. */
export interface ListMeta {
  /** The version that the list was read at: where a watch goes on. */
  resourceVersion?: string;
  /** What to send for the next page; absent on the last. */
  continue?: string;
  /** How many more there are, roughly; absent where a selector is in use. */
  remainingItemCount?: Int64;
  selfLink?: string;
}

/** One aspect of an object's state, in the standard form: conditions are a map keyed by `type`. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  /** The generation that this condition was found at. */
  observedGeneration?: Int64;
  /** When `status` last changed. */
  lastTransitionTime: DateTime;
  /** One word in CamelCase. */
  reason: string;
  /** For people; may be empty. */
  message: string;
}

/** Which objects, by their labels: everything that is said must hold; nothing said selects everything. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: LabelSelectorRequirement[];
}

/** One thing that a label must be. */
export interface LabelSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | (string & {});
  /** At least one for `In` and `NotIn`, none otherwise. */
  values?: string[];
}

/** One thing that a field must be, where access to a list is asked for. */
export interface FieldSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | (string & {});
  values?: string[];
}

/** A resource, whatever its version. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** What must still be so for a deletion to happen. */
export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

/** How to delete, as the body of a DELETE has it. */
export interface DeleteOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  /** In seconds; zero is at once. */
  gracePeriodSeconds?: Int64;
  /** Deletes an object that the server cannot read any more, without its finalizers. */
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  /** Superseded by `propagationPolicy`. */
  orphanDependents?: boolean;
  preconditions?: Preconditions;
  /** What becomes of the dependants. */
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | (string & {});
}
