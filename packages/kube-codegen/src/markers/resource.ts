/**
 * The tags that make an interface a kind: `@kube group=… version=… kind=…`, short names, categories, labels and annotations of the
 * definition. Enter at {@link resourceMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import type { Entry } from '../model/resource.js';
import {
  badArgument,
  endsWithComma,
  isArgument,
  isProblem,
  oddArgument,
  parseList,
  parseWords,
  type ResourceMarker,
  type Tag,
} from './marker.js';

const keys = ['group', 'version', 'kind', 'plural', 'singular', 'listKind', 'scope', 'root', 'status', 'whole'];
const needed = ['group', 'version', 'kind'];

const kube: ResourceMarker = {
  names: ['kube'],
  toLineEnd: true,
  continues: isArgument,
  apply: (draft, tag) => {
    const words = parseWords(tag.argument);
    const given = Object.keys(words?.named ?? {});
    const odd = given.find((key) => !keys.includes(key)) ?? words?.plain[0];
    if (odd !== undefined) return oddArgument(tag, { odd, keys });
    const missing = needed.filter((key) => !given.includes(key));
    const { whole } = words?.named ?? {};
    if (whole !== undefined && whole !== 'true')
      return { ...badArgument(tag, 'whole=true or no whole at all'), help: 'whole=true: the interface is the whole object, not its spec' };
    if (words !== undefined && missing.length === 0) return { ...draft, names: words.named };
    const why = missing.length > 0 ? `: ${missing.join(', ')} missing` : '';
    const optional = '[scope=Cluster] [plural=…] [singular=…] [listKind=…] [root=…] [status=…] [whole=true]';
    return badArgument(tag, `group=… version=… kind=… ${optional}${why}`);
  },
};

const shortName: ResourceMarker = {
  names: ['shortName'],
  continues: endsWithComma,
  repeatable: true,
  apply: (draft, tag) => {
    const names = parseList(tag.argument);
    return names.length === 0 ? badArgument(tag, 'one or more names') : { ...draft, shortNames: [...draft.shortNames, ...names] };
  },
};

const category: ResourceMarker = {
  names: ['category'],
  continues: endsWithComma,
  repeatable: true,
  apply: (draft, tag) => {
    const names = parseList(tag.argument);
    return names.length === 0 ? badArgument(tag, 'one or more names') : { ...draft, categories: [...draft.categories, ...names] };
  },
};

const wantsEntry = 'key=value, to the end of the line';

function readEntry(tag: Tag): Entry | Problem {
  const [, key, value] = /^([^\s=]+)=(.*)$/.exec(tag.argument) ?? [];
  return key === undefined || value === undefined ? badArgument(tag, wantsEntry) : { key, value, origin: tag.origin };
}

const label: ResourceMarker = {
  names: ['label'],
  toLineEnd: true,
  repeatable: true,
  apply: (draft, tag) => {
    const entry = readEntry(tag);
    return isProblem(entry) ? entry : { ...draft, labels: [...(draft.labels ?? []), entry] };
  },
};

const annotation: ResourceMarker = {
  names: ['annotation'],
  toLineEnd: true,
  repeatable: true,
  apply: (draft, tag) => {
    const entry = readEntry(tag);
    return isProblem(entry) ? entry : { ...draft, annotations: [...(draft.annotations ?? []), entry] };
  },
};

const imported: ResourceMarker = {
  names: ['imported'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, imported: true } : badArgument(tag, 'no argument')),
};

/** All of them, in the order of the documentation. */
export const resourceMarkers: readonly ResourceMarker[] = [kube, shortName, category, label, annotation, imported];
