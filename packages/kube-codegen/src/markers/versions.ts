/**
 * The tags that say what one version of a kind is to the others: which one is stored, which are served, and how a server converts
 * between them. Enter at {@link versionMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import type { Conversion, WebhookService } from '../model/resource.js';
import { badArgument, isArgument, isProblem, oddArgument, parseWords, type ResourceMarker, type Tag, type Words } from './marker.js';

const truths: Readonly<Record<string, boolean>> = { '': true, true: true, false: false };

const storage: ResourceMarker = {
  names: ['storage'],
  apply: (draft, tag) => {
    const value = Object.hasOwn(truths, tag.argument) ? truths[tag.argument] : undefined;
    return value === undefined ? badArgument(tag, 'true, false or no argument') : { ...draft, storage: { value, origin: tag.origin } };
  },
};

const served: ResourceMarker = {
  names: ['served'],
  apply: (draft, tag) => {
    const value = tag.argument === '' || !Object.hasOwn(truths, tag.argument) ? undefined : truths[tag.argument];
    return value === undefined ? badArgument(tag, 'true or false') : { ...draft, served: { value, origin: tag.origin } };
  },
};

const unserved: ResourceMarker = {
  names: ['unserved'],
  apply: (draft, tag) =>
    tag.argument === '' ? { ...draft, served: { value: false, origin: tag.origin } } : badArgument(tag, 'no argument'),
};

const deprecated: ResourceMarker = {
  names: ['deprecatedVersion', 'deprecated'],
  toLineEnd: true,
  apply: (draft, tag) => {
    const value = tag.argument === '' ? undefined : tag.argument.replace(/\s*\n\s*/g, ' '); // a warning is one line
    return { ...draft, deprecated: { value, origin: tag.origin } };
  },
};

const skipVersion: ResourceMarker = {
  names: ['skipVersion'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, skipped: tag.origin } : badArgument(tag, 'no argument')),
};

const conversionKeys = ['service', 'path', 'port', 'url', 'caBundle', 'reviewVersions'];
const conversionWants =
  'none, or webhook with service=NAMESPACE/NAME [path=/convert] [port=443] or url=https://…, and [caBundle=…] [reviewVersions=v1]';

const conversion: ResourceMarker = {
  names: ['conversion'],
  toLineEnd: true,
  continues: isArgument,
  apply: (draft, tag) => {
    const words = parseWords(tag.argument);
    if (words === undefined) return badArgument(tag, conversionWants);
    const odd = Object.keys(words.named).find((key) => !conversionKeys.includes(key));
    if (odd !== undefined) return oddArgument(tag, { odd, keys: conversionKeys });
    const read = readConversion(words, tag);
    return isProblem(read) ? read : { ...draft, conversion: read };
  },
};

function readConversion({ plain, named }: Words, tag: Tag): Conversion | Problem {
  const [strategy, ...more] = plain.map((word) => word.toLowerCase());
  const { url, caBundle, reviewVersions } = named;
  if (more.length > 0) return badArgument(tag, conversionWants);
  if (strategy === 'none' && Object.keys(named).length === 0) return { strategy: 'None', reviewVersions: [], origin: tag.origin };
  if (strategy !== 'webhook' || (named.service === undefined) === (url === undefined)) return badArgument(tag, conversionWants);
  const service = readService(named, tag);
  if (service !== undefined && isProblem(service)) return service;
  return {
    strategy: 'Webhook',
    ...(url !== undefined && { url }),
    ...(service !== undefined && { service }),
    ...(caBundle !== undefined && { caBundle }),
    reviewVersions: (reviewVersions ?? 'v1').split(','),
    origin: tag.origin,
  };
}

/** The place in the cluster; undefined where a URL is given instead, which has path and port in it. */
function readService({ service, path, port }: Words['named'], tag: Tag): WebhookService | Problem | undefined {
  if (service === undefined) return path === undefined && port === undefined ? undefined : badArgument(tag, conversionWants);
  const [, namespace, name] = /^([^/]+)\/([^/]+)$/.exec(service) ?? [];
  if (namespace === undefined || name === undefined || !/^\d{0,9}$/.test(port ?? '')) return badArgument(tag, conversionWants);
  return { namespace, name, ...(path !== undefined && { path }), ...(port !== undefined && { port: Number(port) }) };
}

/** All of them, in the order of the documentation. */
export const versionMarkers: readonly ResourceMarker[] = [storage, served, unserved, deprecated, skipVersion, conversion];
