/**
 * What an apply says that would change fields of other managers: {@link applyConflict}.
 */
import { printPath } from '../fields/element.js';
import type { Manager, Managers } from '../managers/managed-fields.js';
import type { Contested } from '../managers/update.js';
import { Refusal } from '../../refusal.js';

/** 409 with one cause a field, grouped by manager. */
export function applyConflict(contested: Contested, managers: Managers): Refusal {
  const found = [...contested]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, fields]) => {
      const manager = managers.get(id);
      return manager === undefined ? [] : [{ who: printManager(manager), paths: fields.paths().map(printPath) }];
    });
  return new Refusal({
    message: conflictMessage(found),
    reason: 'Conflict',
    details: {
      causes: found.flatMap(({ who, paths }) =>
        paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
      ),
    },
    code: 409,
  });
}

interface Group {
  readonly who: string;
  readonly paths: readonly string[];
}

function conflictMessage(groups: readonly Group[]): string {
  const count = groups.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count === 1) return `Apply failed with 1 conflict: conflict with ${groups[0]?.who ?? ''}: ${groups[0]?.paths[0] ?? ''}`;
  const lines = groups.flatMap(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

/** One updater may have several entries: their version and, where it is known, their time tell them apart. */
function printManager({ name, subresource, operation, apiVersion }: Manager): string {
  const who = subresource === undefined ? JSON.stringify(name) : `${JSON.stringify(name)} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${who} using ${apiVersion}` : who;
}
