/** Objects as they are shown. */
import type { DynamicObject, Stored } from 'kube-core';

/** Without what only servers read. */
export function shownOf({ metadata: { managedFields: _, ...metadata }, ...rest }: Stored<DynamicObject>): object {
  return { ...rest, metadata };
}
