/**
 * CustomResourceDefinitions out of YAML: {@link readDefinitions}. What has the wrong form is a finding at its line; what this program has no
 * word for is left out and noted.
 */
import { isList, isObject, type JsonObject, listAt, objectAt, own, textAt } from 'kube-core/json';
import type { Schema } from 'kube-core/schema';
import type { Diagnostic } from '../diagnostics.js';
import type { Conversion, PathOf, PrinterColumn, Scale } from '../model/resource.js';
import type { Origin } from '../model/schema-node.js';
import { decodeSchema, type Decoding } from './decode.js';
import { type Places, readYaml, type YamlDocument } from './yaml.js';

/** A definition, with the names that a server would fill in. */
export interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly scope: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Undefined for one that changes the apiVersion alone, as all do that say nothing. */
  readonly conversion?: WebhookConversion;
  readonly versions: readonly Version[];
  readonly places: Places;
  readonly origin: Origin;
  /** As it stands in the text. */
  readonly value: JsonObject;
}

/** A webhook that makes objects of one version out of those of another. */
export type WebhookConversion = Omit<Conversion, 'strategy' | 'origin'>;

/** One version of it. */
export interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly deprecationWarning?: string;
  readonly schema: Schema;
  readonly columns: readonly PrinterColumn[];
  readonly selectableFields: readonly PathOf[];
  readonly hasStatus: boolean;
  readonly scale?: Scale;
  readonly origin: Origin;
}

/** What came of a text. */
export interface DefinitionReading {
  readonly definitions: readonly Definition[];
  /** Objects of other kinds, as they stand in the text. */
  readonly others: readonly YamlDocument[];
  /** What makes a definition unusable. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was left out. */
  readonly notes: readonly Diagnostic[];
}

/** The definitions of a text of YAML or JSON, of any number of documents; lists of a server are taken apart. */
export async function readDefinitions(file: string, text: string): Promise<DefinitionReading> {
  const { documents, diagnostics } = await readYaml(file, text);
  const found: Diagnostic[] = [...diagnostics];
  const notes: Diagnostic[] = [];
  const report = { refuse: (each: Diagnostic) => void found.push(each), note: (each: Diagnostic) => void notes.push(each) };
  const definitions: Definition[] = [];
  const others: YamlDocument[] = [];
  for (const document of documents.flatMap(itemsOf)) {
    if (!isDefinition(document.value)) others.push(document);
    else definitions.push(readDefinition(document.value, { ...report, places: document.places }));
  }
  return { definitions, others, diagnostics: found, notes };
}

const group = 'apiextensions.k8s.io/';

const isDefinition = (value: unknown): value is JsonObject =>
  textAt(value, 'kind') === 'CustomResourceDefinition' && textAt(value, 'apiVersion').startsWith(group);

/** `kind: List`, and lists as a server answers with them. */
function itemsOf(document: YamlDocument): readonly YamlDocument[] {
  const { value, places } = document;
  const items = isObject(value) ? value['items'] : undefined;
  const kind = textAt(value, 'kind');
  if (!kind.endsWith('List') || !isList(items)) return [document];
  const missing = kind === 'CustomResourceDefinitionList' ? { apiVersion: textAt(value, 'apiVersion'), kind: kind.slice(0, -4) } : {};
  return items.map((item) => {
    if (!isObject(item)) return { value: item, places };
    const whole = { ...missing, ...item };
    places.stand(whole, item);
    return { value: whole, places };
  });
}

function readDefinition(value: JsonObject, decoding: Decoding): Definition {
  const spec = objectAt(value, 'spec');
  const names = objectAt(spec, 'names');
  const kind = textAt(names, 'kind');
  const { places } = decoding;
  if (textAt(value, 'apiVersion') !== `${group}v1`)
    decoding.refuse({
      code: 'KC904',
      message: `only definitions of ${group}v1 are read`,
      help: 'servers since 1.22 know no other; kubectl convert writes it anew',
      origin: places.of(value, 'apiVersion'),
    });
  const metadata = objectAt(value, 'metadata');
  return {
    group: textAt(spec, 'group'),
    kind,
    listKind: textAt(names, 'listKind') || `${kind}List`,
    plural: textAt(names, 'plural'),
    singular: textAt(names, 'singular') || kind.toLowerCase(),
    scope: textAt(spec, 'scope'),
    shortNames: textsAt(names, 'shortNames'),
    categories: textsAt(names, 'categories'),
    labels: textMapAt(metadata, 'labels'),
    annotations: textMapAt(metadata, 'annotations'),
    ...conversionIn(objectAt(spec, 'conversion')),
    versions: readVersions(spec, decoding),
    places,
    origin: places.of(value, 'kind'),
    value,
  };
}

function conversionIn(conversion: JsonObject): { readonly conversion?: WebhookConversion } {
  if (textAt(conversion, 'strategy') !== 'Webhook') return {};
  const webhook = objectAt(conversion, 'webhook');
  const client = objectAt(webhook, 'clientConfig');
  const [url, caBundle, place] = [textAt(client, 'url'), textAt(client, 'caBundle'), objectAt(client, 'service')];
  const [path, port] = [textAt(place, 'path'), own(place, 'port')];
  const service = {
    namespace: textAt(place, 'namespace'),
    name: textAt(place, 'name'),
    ...(path !== '' && { path }),
    ...(typeof port === 'number' && { port }),
  };
  return {
    conversion: {
      ...(url !== '' && { url }),
      ...(isObject(own(client, 'service')) && { service }),
      ...(caBundle !== '' && { caBundle }),
      reviewVersions: textsAt(webhook, 'conversionReviewVersions'),
    },
  };
}

const textsAt = (value: JsonObject, field: string): readonly string[] =>
  listAt(value, field).filter((each): each is string => typeof each === 'string');

const textMapAt = (value: JsonObject, field: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectAt(value, field)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

function readVersions(spec: JsonObject, decoding: Decoding): readonly Version[] {
  const versions = listAt(spec, 'versions').filter(isObject);
  if (versions.length === 0)
    decoding.refuse({ code: 'KC904', message: 'the definition has no version', origin: decoding.places.of(spec, 'versions') });
  return versions.map((version) => readVersion(version, decoding));
}

function readVersion(version: JsonObject, decoding: Decoding): Version {
  const { places } = decoding;
  const subresources = objectAt(version, 'subresources');
  const scale = own(subresources, 'scale');
  const warning = textAt(version, 'deprecationWarning');
  const container = objectAt(version, 'schema');
  return {
    name: textAt(version, 'name'),
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated: version['deprecated'] === true,
    ...(warning !== '' && { deprecationWarning: warning }),
    schema: decodeSchema(decoding, { container, key: 'openAPIV3Schema', value: own(container, 'openAPIV3Schema') }),
    columns: readColumns(version, places),
    selectableFields: listAt(version, 'selectableFields')
      .filter(isObject)
      .map((field) => ({ jsonPath: textAt(field, 'jsonPath'), origin: places.of(field, 'jsonPath') })),
    hasStatus: isObject(own(subresources, 'status')),
    ...(isObject(scale) && { scale: readScale(scale, places) }),
    origin: places.of(version, 'name'),
  };
}

function readColumns(version: JsonObject, places: Places): readonly PrinterColumn[] {
  return listAt(version, 'additionalPrinterColumns')
    .filter(isObject)
    .map((column) => {
      const [format, description, priority] = [own(column, 'format'), own(column, 'description'), own(column, 'priority')];
      return {
        name: textAt(column, 'name'),
        type: textAt(column, 'type'),
        jsonPath: textAt(column, 'jsonPath'),
        ...(typeof format === 'string' && { format }),
        ...(typeof description === 'string' && { description }),
        ...(typeof priority === 'number' && { priority }),
        origin: places.of(column, 'name'),
      };
    });
}

function readScale(scale: JsonObject, places: Places): Scale {
  const selector = textAt(scale, 'labelSelectorPath');
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath'),
    statusReplicasPath: textAt(scale, 'statusReplicasPath'),
    ...(selector !== '' && { labelSelectorPath: selector }),
    origin: places.of(scale),
  };
}
