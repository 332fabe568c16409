/** The plural of a kind that names none: {@link pluralOf}. */

/** English as far as the API conventions go: policies, ingresses, websites. Others are given with `plural=`. */
export function pluralOf(singular: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
