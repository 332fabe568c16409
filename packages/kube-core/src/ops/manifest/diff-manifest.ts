/**
 * `kubectl diff --server-side -f`: {@link diffManifest}.
 */
import type { Client } from '../../client/client.js';
import { parseApiVersion } from '../../resource/gvk.js';
import { unifiedDiff } from '../../util/text/line-diff.js';
import { checkOptions } from '../../util/options.js';
import { without } from '../../util/json/json.js';
import type { Applied } from './applier.js';
import { applyManifest, applyManifestRules, type ApplyManifestOptions } from './apply-manifest.js';
import { shown, type Pair } from './masked.js';

/** Options of {@link diffManifest}: those of the apply that it is asked before. */
export type DiffManifestOptions = Omit<ApplyManifestOptions, 'dryRun'>;

/** What an apply would change of one object. */
export interface ObjectDiff extends Pick<Applied, 'outcome'> {
  /** `apps.v1.Deployment.web.nginx`: group, version, kind, namespace and name. */
  readonly name: string;
  /** The unified diff, from `live/<name>` to `merged/<name>`; empty where nothing would change. */
  readonly text: string;
}

/** What an apply would change. */
export interface ManifestDiff {
  /** Whether it would change anything: what `kubectl diff` says by its exit code 1. */
  readonly changed: boolean;
  /** The diffs of all objects, for people. */
  readonly text: string;
  readonly objects: readonly ObjectDiff[];
}

/**
 * What {@link applyManifest} would change, told by the server: each object is applied as a dry run, with defaults and admission, and compared
 * with the one that is stored. What every write changes (managedFields, resourceVersion, generation) is left out, and so are the uid and the
 * creation time, which a dry run makes up. Values of Secrets are masked; `*** (before)` and `*** (after)` stand where one differs.
 *
 * @param manifest - YAML or JSON text of one or several documents, or the objects.
 * @throws as {@link applyManifest}: also for an object of a kind, or in a namespace, that the same manifest brings, since a dry run makes
 *   neither.
 */
export async function diffManifest(
  client: Client,
  manifest: string | readonly object[],
  options: DiffManifestOptions = {},
): Promise<ManifestDiff> {
  const checked = checkOptions('diffManifest()', options, without(applyManifestRules, 'dryRun'));
  const applied = await applyManifest(client, manifest, { ...checked, dryRun: true });
  const { printYaml } = await import('../../util/json/yaml-print.js');
  const lines = (object: object | undefined): string[] => (object === undefined ? [] : printYaml(object).split('\n').slice(0, -1));
  const diffOf = ({ outcome, ...rest }: Applied): ObjectDiff => {
    const { before, after } = sides(outcome, rest);
    const name = nameOf(rest);
    return { outcome, name, text: unifiedDiff(lines(before), lines(after), { before: `live/${name}`, after: `merged/${name}` }) };
  };
  const objects = applied.map(diffOf);
  const text = objects.map((each) => each.text).join('');
  return { changed: text !== '', text, objects };
}

const sides = (outcome: Applied['outcome'], { before, object }: Pick<Applied, 'before' | 'object'>): Pair =>
  shown(before, outcome === 'pruned' ? undefined : object);

function nameOf({ object }: Pick<Applied, 'object'>): string {
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace = '', name } = object.metadata;
  return [group, version, object.kind, namespace, name].filter((part, at) => part !== '' || at === 3).join('.');
}
