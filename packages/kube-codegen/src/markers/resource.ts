/**
 * The tags that make an interface a kind: `@kube group=… version=… kind=…`, short names, categories. Enter at {@link resourceMarkers}.
 */
import { badArgument, parseList, parseWords, type ResourceMarker } from './marker.js';

const keys = ['group', 'version', 'kind', 'plural', 'singular', 'listKind', 'scope'];
const needed = ['group', 'version', 'kind'];

const kube: ResourceMarker = {
  names: ['kube'],
  toLineEnd: true,
  apply: (draft, tag) => {
    const words = parseWords(tag.argument);
    const given = Object.keys(words?.named ?? {});
    const missing = needed.filter((key) => !given.includes(key));
    const odd = given.find((key) => !keys.includes(key)) ?? words?.plain[0];
    if (words === undefined || missing.length > 0 || odd !== undefined)
      return badArgument(tag, `group=… version=… kind=… [scope=Cluster] [plural=…] [singular=…] [listKind=…]${why(missing, odd)}`);
    return { ...draft, names: words.named };
  },
};

const why = (missing: readonly string[], odd: string | undefined) =>
  odd !== undefined ? `, not ${odd}` : missing.length > 0 ? `: ${missing.join(', ')} missing` : '';

const shortName: ResourceMarker = {
  names: ['shortName'],
  apply: (draft, tag) => {
    const names = parseList(tag.argument);
    return names.length === 0 ? badArgument(tag, 'one or more names') : { ...draft, shortNames: [...draft.shortNames, ...names] };
  },
};

const category: ResourceMarker = {
  names: ['category'],
  apply: (draft, tag) => {
    const names = parseList(tag.argument);
    return names.length === 0 ? badArgument(tag, 'one or more names') : { ...draft, categories: [...draft.categories, ...names] };
  },
};

/** All of them, in the order of the documentation. */
export const resourceMarkers: readonly ResourceMarker[] = [kube, shortName, category];
