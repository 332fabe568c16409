/**
 * How the owner of a server hears of its defects: {@link Report}.
 */

/** Told of what nobody foresaw, and where: `GET /api/v1/pods`, or `a controller`. What it throws becomes a warning of the process. */
export type Report = (defect: unknown, where: string) => void;
