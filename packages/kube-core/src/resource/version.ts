/**
 * Which of two versions of a group a server prefers: {@link compareVersions}.
 */

const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages = ['alpha', 'beta', undefined] as const;

/**
 * Orders versions as servers prefer them, the best first: stable ones before beta before alpha, higher numbers before lower, and what is not
 * written like `v1beta2` last, by its letters. For `sort()`: `['v1beta1', 'v2', 'v1'].sort(compareVersions)` is `v2`, `v1`, `v1beta1`.
 *
 * Kubernetes: apimachinery's `CompareKubeAwareVersionStrings`, which orders the versions of a CustomResourceDefinition.
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [ranks(one), ranks(other)];
  if (a === undefined || b === undefined) return a === b ? (one < other ? -1 : Number(one > other)) : a === undefined ? 1 : -1;
  const differing = a.findIndex((rank, at) => rank !== b[at]);
  return differing < 0 ? 0 : Number(b[differing]) - Number(a[differing]);
}

/** What counts, the most important first. */
function ranks(version: string): readonly number[] | undefined {
  const [, major, stage, minor = 0] = parts.exec(version) ?? [];
  return major === undefined ? undefined : [stages.findIndex((each) => each === stage), Number(major), Number(minor)];
}
