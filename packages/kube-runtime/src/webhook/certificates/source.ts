/**
 * Where the certificates of a server come from: {@link CertificateSource}.
 */

/** What a server presents, and what its clients are to trust; PEM. */
export interface Material {
  readonly certificate: string;
  readonly key: string;
  /** `undefined`: somebody else tells the API servers. */
  readonly authorities: string | undefined;
}

/** Looked at again and again, by one caller at a time. */
export interface CertificateSource {
  /** What is to be presented now; made where there is none. @throws whatever stands in the way: it is asked again. */
  load(signal: AbortSignal): Promise<Material>;
  /**
   * Called when what was loaded is presented and its authorities are installed: does one step towards the next certificate.
   *
   * @returns when to load again, in milliseconds from now; 0: something has changed.
   */
  advance(signal: AbortSignal): Promise<number>;
}
