/**
 * A kind as its source describes it: names, columns, and the shapes of spec and status. What the front ends make and the checks and
 * printers read. Enter at {@link Resource}.
 */
import type { ObjectNode, Origin, Property, SchemaNode } from './schema-node.js';

/** One column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  /** 0 is always shown, more only by `-o wide`. */
  readonly priority?: number;
  readonly origin: Origin;
}

/** What the server shows if no column is named. Whoever prints columns puts it last, and whoever reads them leaves it out there. */
export const ageColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' } as const;

/** A path into the object, and where it was written. */
export interface PathOf {
  readonly jsonPath: string;
  readonly origin: Origin;
}

/** What the scale subresource reads and writes. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
  readonly origin: Origin;
}

/** Something that a tag said, and where. */
export interface Said<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** An entry of the definition's own labels or annotations. */
export interface Entry extends Said<string> {
  readonly key: string;
}

/** How a server makes an object of one version out of one of another. */
export interface Conversion {
  readonly strategy: 'None' | 'Webhook';
  /** Where the webhook is: exactly one of `url` and `service`. */
  readonly url?: string;
  readonly service?: WebhookService;
  /** PEM in base64: who signed the webhook's certificate. */
  readonly caBundle?: string;
  /** Which versions of ConversionReview the webhook knows. */
  readonly reviewVersions: readonly string[];
  readonly origin: Origin;
}

/** A webhook in the cluster. */
export interface WebhookService {
  readonly namespace: string;
  readonly name: string;
  readonly path?: string;
  readonly port?: number;
}

/** One kind in one version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  /** Namespaced or Cluster, once checked. */
  readonly scope: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly columns: readonly PrinterColumn[];
  /** Where it was asked that no Age column comes last; naming any column takes the server's own away. */
  readonly noAgeColumn?: Origin;
  readonly selectableFields: readonly PathOf[];
  readonly scale?: Scale;
  readonly description?: string;
  /** Whether objects are stored in this version; a version that is alone is. */
  readonly storage?: Said<boolean>;
  /** Whether the version is served, which it is by default. */
  readonly served?: Said<boolean>;
  /** What clients of the version are warned of; without words Kubernetes has its own. */
  readonly deprecated?: Said<string | undefined>;
  /** Where it was asked that the definition leaves this version out. */
  readonly skipped?: Origin;
  readonly conversion?: Conversion;
  /** Labels and annotations of the definition itself. */
  readonly labels?: readonly Entry[];
  readonly annotations?: readonly Entry[];
  /** What the class is called, where that is not the kind: two versions in one file. */
  readonly className?: string;
  /** Undefined for a kind without one, which is described whole. */
  readonly spec?: SchemaNode;
  readonly status?: SchemaNode;
  /** The whole object, where its source describes it whole: spec and status are the nodes of its properties, if it has them. */
  readonly root?: ObjectNode;
  /** Whether there is a status subresource, where that does not follow from whether there is a status. */
  readonly statusSubresource?: boolean;
  /** Whether somebody else made the definition: then only what servers refuse is refused. */
  readonly imported?: boolean;
  /** Where the `@kube` tag stands. */
  readonly origin: Origin;
  /** The file that the kind was written in, as the user named it. */
  readonly file: string;
}

/** What every object has beside what its kind says. */
const ofEveryObject: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The properties of an object at its top, without those that every object has. */
export function topProperties({ root, spec, status }: Pick<Resource, 'root' | 'spec' | 'status'>): readonly Property[] {
  if (root !== undefined) return root.properties.filter(({ name }) => !ofEveryObject.has(name));
  return [
    ...(spec === undefined ? [] : [{ name: 'spec', required: true, node: spec }]),
    ...(status === undefined ? [] : [{ name: 'status', required: false, node: status }]),
  ];
}

/** Whether the objects of a kind have a status subresource. */
export const hasStatusSubresource = ({ status, statusSubresource }: Pick<Resource, 'status' | 'statusSubresource'>): boolean =>
  statusSubresource ?? status !== undefined;

/** `websites.example.com`: the name of the CustomResourceDefinition. */
export function crdNameOf(resource: Pick<Resource, 'group' | 'plural'>): string {
  return `${resource.plural}.${resource.group}`;
}

/** The name of the generated class. */
export const classNameOf = ({ className, kind }: Pick<Resource, 'className' | 'kind'>): string => className ?? kind;
