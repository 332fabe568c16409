/** What makes an interface a kind, as tags: names, columns, subresources, what a version is to the others. Enter at {@link kindTagsOf}. */
import type { Definition, Version, WebhookConversion } from '../crd/definition.js';
import { ageColumn, type PrinterColumn } from '../model/resource.js';
import { pluralOf } from '../model/plural.js';
import { jsonText, type TagText } from './tags.js';

/** @param whole - Whether the interface is the whole object. */
export function kindTagsOf(definition: Definition, version: Version, whole: boolean): readonly TagText[] {
  const { shortNames, categories } = definition;
  return [
    { name: 'kube', argument: kubeArgument(definition, version, whole) },
    { name: 'imported', argument: '' },
    ...versionTags(definition, version),
    ...(shortNames.length > 0 ? [{ name: 'shortName', argument: shortNames.join(', ') }] : []),
    ...(categories.length > 0 ? [{ name: 'category', argument: categories.join(', ') }] : []),
    ...columnTags(version.columns),
    ...version.selectableFields.map(({ jsonPath }) => ({ name: 'selectableField', argument: jsonPath })),
    ...scaleTags(version),
    ...statusTags(version),
  ];
}

/** What the version is to the others; what the whole definition says stands at the stored one. */
function versionTags({ versions, labels, annotations, conversion }: Definition, version: Version): readonly TagText[] {
  const { storage, served, deprecated, deprecationWarning } = version;
  const isOwner = storage || versions.length === 1;
  const entries = (name: string, all: Readonly<Record<string, string>>): readonly TagText[] =>
    Object.entries(all).map(([key, value]) => ({ name, argument: `${key}=${value}` }));
  return [
    ...(storage && versions.length > 1 ? [{ name: 'storage', argument: '' }] : []),
    ...(served ? [] : [{ name: 'served', argument: 'false' }]),
    ...(deprecated ? [{ name: 'deprecatedVersion', argument: deprecationWarning ?? '' }] : []),
    ...(isOwner ? entries('label', labels) : []),
    ...entries('annotation', isOwner ? annotations : approvalOf(annotations)),
    ...(isOwner && conversion !== undefined ? [{ name: 'conversion', argument: conversionText(conversion) }] : []),
  ];
}

/** Without it no version of a group of Kubernetes is taken. */
const approval = 'api-approved.kubernetes.io';
const approvalOf = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => key === approval));

function conversionText({ url, service, caBundle, reviewVersions }: WebhookConversion): string {
  const place = service && {
    service: `${service.namespace}/${service.name}`,
    ...(service.path !== undefined && { path: service.path }),
    ...(service.port !== undefined && { port: String(service.port) }),
  };
  const said = { ...place, ...(url !== undefined && { url }), ...(caBundle !== undefined && { caBundle }) };
  return `webhook ${wordsOf({ ...said, reviewVersions: reviewVersions.join(',') })}`;
}

function kubeArgument(definition: Definition, { name }: Version, whole: boolean): string {
  const { group, kind, plural, singular, listKind, scope } = definition;
  const said = { group, version: name, kind };
  const unusual = {
    ...(plural !== pluralOf(kind.toLowerCase()) && { plural }),
    ...(singular !== kind.toLowerCase() && { singular }),
    ...(listKind !== `${kind}List` && { listKind }),
    ...(scope !== 'Namespaced' && { scope }),
    ...(whole && { whole: 'true' }),
  };
  return wordsOf({ ...said, ...unusual });
}

/** `name=value`, in quotes where it is no plain word. */
const wordsOf = (named: Readonly<Record<string, string>>): string =>
  Object.entries(named)
    .map(([name, value]) => `${name}=${/^[\w./:-]+$/.test(value) ? value : jsonText(value)}`)
    .join(' ');

/** An Age column comes last by itself. */
const isAge = (column: PrinterColumn | undefined): boolean =>
  column !== undefined &&
  Object.keys(column).length === 4 &&
  (['name', 'type', 'jsonPath'] as const).every((field) => column[field] === ageColumn[field]);

function columnTags(columns: readonly PrinterColumn[]): readonly TagText[] {
  const ends = isAge(columns.at(-1)) && columns.length > 1;
  const said = ends ? columns.slice(0, -1) : columns;
  const tags = said.map(({ origin: _, priority, ...column }) => ({
    name: 'printColumn',
    argument: wordsOf({ ...column, ...(priority !== undefined && { priority: String(priority) }) }),
  }));
  return ends || columns.length === 0 ? tags : [...tags, { name: 'noAgeColumn', argument: '' }];
}

function scaleTags({ scale }: Version): readonly TagText[] {
  if (scale === undefined) return [];
  const { specReplicasPath: spec, statusReplicasPath: status, labelSelectorPath: selector } = scale;
  return [{ name: 'scale', argument: wordsOf({ spec, status, ...(selector !== undefined && { selector }) }) }];
}

/** A status means a status subresource, and none means none. */
function statusTags({ hasStatus, schema }: Version): readonly TagText[] {
  const declared = Object.hasOwn(schema.properties ?? {}, 'status');
  if (hasStatus === declared) return [];
  return [hasStatus ? { name: 'subresource', argument: 'status' } : { name: 'noStatusSubresource', argument: '' }];
}
