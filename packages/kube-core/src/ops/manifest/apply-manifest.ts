/**
 * `kubectl apply --server-side -f`: {@link applyManifest}.
 */
import type { Client } from '../../client/client.js';
import { isList } from '../../util/json/json.js';
import { checkOptions, rules, type Rules } from '../../util/options.js';
import { Applier, type Applied, type ApplierOptions } from './applier.js';
import { ApplySet, type ApplySetOptions } from './apply-set.js';
import { inOrder, objectFrom, objectsIn, type ManifestObject } from './manifest.js';

/** Options of {@link applyManifest}. */
export interface ApplyManifestOptions extends ApplierOptions {
  /**
   * Remembers in the cluster what was applied under a name, and deletes what is no longer in the manifest.
   *
   * @defaultValue none: nothing is deleted
   */
  readonly applySet?: string | ApplySetOptions;
}

/** The rules of these options. */
export const applyManifestRules: Rules<ApplyManifestOptions> = {
  namespace: rules.text,
  dryRun: rules.flag,
  force: rules.flag,
  fieldManager: rules.text,
  fieldValidation: rules.text,
  applySet: rules.anything,
  signal: rules.signal,
  clock: rules.clock,
};

/**
 * Applies every object of a manifest, of any kinds, with server-side apply: namespaces and CustomResourceDefinitions first, webhooks last. It
 * waits until a CustomResourceDefinition is served, so a manifest may bring a kind and its objects; a dry run cannot, since nothing is served.
 *
 * With an `applySet`, what an earlier run under that name has applied and this one has not is deleted in the end, in the opposite order, when
 * everything else was applied.
 *
 * @param manifest - YAML or JSON text of one or several documents, or the objects.
 * @returns what became of each, in the order in which they were applied, and of those that were deleted.
 * @throws KubeError `manifest` for what cannot be read, before anything is applied, for an apply set that is another's, and for an object of
 *   another apply set; `unknown-kind` for a kind that is not served; ApiError of the first object that is refused: those before it stay
 *   applied. KubeError `field-manager` as `Api.apply`, `option` for an option that there is not.
 */
export async function applyManifest(
  client: Client,
  manifest: string | readonly object[],
  options: ApplyManifestOptions = {},
): Promise<Applied[]> {
  const { applySet, ...checked } = checkOptions('applyManifest()', options, applyManifestRules);
  const objects = await objectsOf(manifest);
  const applier = new Applier(client, checked);
  const set = applySet === undefined ? undefined : await ApplySet.open(applier, applySet, checked);
  await set?.expect(objects);
  const applied: Applied[] = [];
  for (const object of inOrder(objects)) applied.push(await applier.apply(object, set));
  return set === undefined ? applied : [...applied, ...(await set.prune(applied))];
}

async function objectsOf(manifest: unknown): Promise<ManifestObject[]> {
  if (isList(manifest)) return manifest.map((object, at) => objectFrom(object, `object ${at + 1}`));
  return objectsIn(manifest as string); // anything else is refused there
}
