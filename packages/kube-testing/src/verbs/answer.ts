/**
 * What a handler gives back, before anybody decides how it is written: {@link Answer}. `representation.ts` writes it.
 */
import type { Item } from '../store/item.js';
import type { Resource } from '../registry/resource.js';
import type { Frame } from './watch-frames.js';

/** A page of a collection. */
export interface Page {
  readonly items: readonly Item[];
  readonly version: number;
  readonly continue?: string;
  readonly remaining?: number;
}

/** What a call comes to. */
export type Answer =
  | {
      readonly as: 'item';
      readonly status: number;
      readonly resource: Resource;
      readonly item: Item;
      readonly warnings?: readonly string[];
    }
  | { readonly as: 'page'; readonly resource: Resource; readonly page: Page }
  | { readonly as: 'watch'; readonly resource: Resource; readonly frames: AsyncIterableIterator<Frame> }
  | { readonly as: 'text'; readonly status: number; readonly text: string }
  | {
      readonly as: 'value';
      readonly status: number;
      readonly value: unknown;
      readonly contentType?: string;
      readonly warnings?: readonly string[];
    };
