/**
 * Times as Go reads and writes them: {@link canonicalTime}.
 */

/** One piece of a layout: how Go calls it, and what fits. */
interface Piece {
  readonly layout: string;
  readonly fits: RegExp;
}

const piece = (layout: string, fits: RegExp): Piece => ({ layout, fits });
const day: readonly Piece[] = [
  piece('2006', /^\d{4}/),
  piece('-', /^-/),
  piece('01', /^(0[1-9]|1[0-2])/),
  piece('-', /^-/),
  piece('02', /^(0[1-9]|[12]\d|3[01])/),
  piece('T', /^T/),
];
const hours: readonly Piece[] = [piece('15', /^([01]\d|2[0-3])/), piece(':', /^:/), piece('04', /^[0-5]\d/), piece(':', /^:/)];
const zone = piece('Z07:00', /^(Z|[+-]\d\d:\d\d)/);

/** meta/v1 Time takes any fraction and forgets it; MicroTime takes six digits and keeps them. */
const layouts = {
  seconds: [...day, ...hours, piece('05', /^[0-5]\d(\.\d+)?/), zone],
  microseconds: [...day, ...hours, piece('05', /^[0-5]\d/), piece('.000000', /^\.\d{6}/), zone],
} as const;

/** How exact a time is. */
export type TimePrecision = keyof typeof layouts;

/**
 * A time in UTC as the server stores it.
 *
 * @throws Error in Go's words for a text that is no such time.
 */
export function canonicalTime(text: string, precision: TimePrecision): string {
  check(text, precision);
  const [micros = ''] = /\.\d{6}/.exec(text) ?? [];
  const seconds = new Date(text.replace(/\.\d+/, '')).toISOString().slice(0, 19);
  return `${seconds}${precision === 'microseconds' ? micros : ''}Z`;
}

function check(text: string, precision: TimePrecision): void {
  const pieces = layouts[precision];
  let rest = text;
  for (const { layout, fits } of pieces) {
    const [found] = fits.exec(rest) ?? [];
    if (found === undefined) throw new Error(`${parsing(text, pieces)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`);
    rest = rest.slice(found.length);
  }
  if (rest !== '') throw new Error(`${parsing(text, pieces)}: extra text: ${JSON.stringify(rest)}`);
  if (Number.isNaN(Date.parse(text.replace(/\.\d+/, '')))) throw new Error(`parsing time ${JSON.stringify(text)}: day out of range`);
}

const parsing = (text: string, pieces: readonly Piece[]): string =>
  `parsing time ${JSON.stringify(text)} as "${pieces.map(({ layout }) => layout).join('')}"`;
