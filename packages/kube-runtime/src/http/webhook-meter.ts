/**
 * What is measured of a webhook: {@link WebhookMeter} hears of each request. Without one nothing is measured, and nothing is paid.
 */

/** Hears of the requests to one path. */
export interface WebhookMeter {
  began(): void;
  /**
   * @param code - The HTTP status that was answered.
   * @param ms - How long it took.
   */
  ended(code: number, ms: number): void;
}

/** What is measured of a webhook server. */
export interface WebhookMeters {
  /** Measures the webhook at a path; its series are there from now on, at 0. */
  path(path: string): WebhookMeter;
  /** Hears of each time that certificates were read from files. */
  certificateRead(isWell: boolean): void;
}
