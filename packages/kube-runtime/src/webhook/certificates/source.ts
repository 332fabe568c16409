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
   * Called when what was loaded is presented: does one step towards the next certificate.
   *
   * @returns when to load again, in milliseconds from now; 0: something has changed.
   */
  advance(options: AdvanceOptions): Promise<number>;
}

/** What a step depends on. */
export interface AdvanceOptions {
  /** Since when the authorities that were loaded are installed in all places, in milliseconds since the epoch; `undefined`: not in all of them. */
  readonly toldAt: number | undefined;
  readonly signal: AbortSignal;
}
