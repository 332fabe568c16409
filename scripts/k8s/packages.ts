/** The names of group-versions: in OpenAPI, in the API, and as files of kube-core. Enter at {@link groupVersionOf}. */

/** One group-version, or one package of shared types. */
export interface FactsPackage {
  /** `io.k8s.api.rbac.v1`. */
  readonly home: string;
  /** How other packages call it: `rbac.v1`. */
  readonly short: string;
  /** The name of its files: `rbac-v1`. */
  readonly file: string;
  readonly group: string;
  readonly version: string;
}

const machinery = 'io.k8s.apimachinery.pkg.';

/** The package of a schema: `io.k8s.api.rbac.v1.Role` is of `io.k8s.api.rbac.v1`. */
export const packageOf = (schema: string): string => schema.slice(0, schema.lastIndexOf('.'));

/** What a schema is called within its package. */
export const baseNameOf = (schema: string): string => schema.slice(schema.lastIndexOf('.') + 1);

/** The short name of a package: its last two parts, the last one where there is no version. */
export function shortNameOf(home: string): string {
  const parts = home.split('.');
  return home.startsWith(machinery) && !/^v\d/.test(parts.at(-1)!) ? parts.at(-1)! : parts.slice(-2).join('.');
}

/** The group-version of a package, given the group in the API (`rbac.authorization.k8s.io`). */
export function groupVersionOf(home: string, group: string): FactsPackage {
  const short = shortNameOf(home);
  return { home, short, file: short.replace('.', '-'), group, version: short.includes('.') ? short.slice(short.indexOf('.') + 1) : '' };
}
