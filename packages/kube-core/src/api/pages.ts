/**
 * A collection page by page: {@link pagedItems}, which goes on where the server has forgotten the version that the list began at.
 */
import { AnswerError } from '../request/answer.js';
import { callRules, selectorRules, type ListOptions } from '../request/params.js';
import { isGone } from '../request/status.js';
import type { ObjectList } from '../resource/definition.js';
import { checkOptions, rules, type Rules } from '../util/options.js';
import type { ItemsOptions } from './options.js';

const defaults = { pageSize: 500 } as const; // what kubectl and client-go ask for

const itemsRules: Rules<ItemsOptions> = { ...callRules, ...selectorRules, pageSize: rules.count, consistent: rules.flag };

/** @throws KubeError `option` for an option that there is not, or a value that it cannot have. */
export const checkItemsOptions = (options: ItemsOptions): ItemsOptions => checkOptions('items()', options, itemsRules);

/** Reads one page. */
type ReadPage<T> = (options: ListOptions) => Promise<ObjectList<T>>;

/** Yields the items of every page. @throws what a page throws; AnswerError for a token that would be asked for again and again. */
export async function* pagedItems<T>(readPage: ReadPage<T>, options: ItemsOptions): AsyncGenerator<T, void, undefined> {
  const { pageSize = defaults.pageSize, consistent = false, ...rest } = options;
  let token = '';
  do {
    const page = await pageAt(readPage, token, { ...rest, limit: pageSize, consistent });
    const next = page.metadata.continue ?? '';
    if (next !== '' && next === token) throw new AnswerError('the server answered a page with the continue token that asked for it');
    token = next;
    yield* page.items;
  } while (token !== '');
}

/** The page of a token; where its version is forgotten, the page from the same name on as of now. */
async function pageAt<T>(
  readPage: ReadPage<T>,
  token: string,
  { consistent, ...options }: ListOptions & { readonly consistent: boolean },
): Promise<ObjectList<T>> {
  if (token === '') return readPage(options);
  try {
    return await readPage({ ...options, continue: token });
  } catch (error) {
    const fresh = isGone(error) ? (error.status.metadata?.continue ?? '') : '';
    if (consistent || fresh === '' || fresh === token) throw error;
    return readPage({ ...options, continue: fresh });
  }
}
