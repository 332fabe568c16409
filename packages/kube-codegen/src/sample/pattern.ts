/**
 * Texts that a pattern of RE2 takes, the shortest first: {@link textsOf}. The pattern is taken apart here; what a class of characters holds
 * is asked of RE2 itself.
 */
import { patternProblem, validate } from 'kube-core/schema';

/** A pattern taken apart. */
type Part =
  | { readonly is: 'one'; readonly text: string }
  | { readonly is: 'all' | 'any'; readonly parts: readonly Part[] }
  | { readonly is: 'times'; readonly part: Part; readonly min: number; readonly max: number };

/** How many characters are tried to reach a length, and how many alternatives of each choice. */
const most = { length: 300, alternatives: 4 } as const;

/** @param length - The least number of characters. @returns few or no texts; whoever asks judges them. */
export function textsOf(pattern: string, length: number): readonly string[] {
  const part = new Reader(pattern).read();
  if (part === undefined) return [];
  const extras = [0, 1, 2, ...(length > 2 ? [length] : [])].filter((extra) => extra <= most.length);
  const all = extras.flatMap((extra) => Array.from({ length: most.alternatives }, (_, choice) => textOf(part, { extra, choice })));
  return [...new Set(all)];
}

interface Way {
  /** How often more than it has to be something is repeated. */
  readonly extra: number;
  readonly choice: number;
}

function textOf(part: Part, way: Way): string {
  switch (part.is) {
    case 'one':
      return part.text;
    case 'all':
      return part.parts.map((each) => textOf(each, way)).join('');
    case 'any': {
      const chosen = part.parts[way.choice % part.parts.length];
      return chosen === undefined ? '' : textOf(chosen, way);
    }
    case 'times':
      return textOf(part.part, way).repeat(Math.min(part.min + way.extra, part.max, most.length));
  }
}

/** Characters that people would write, the plainest first. */
const usual = Array.from('a0A-./:_@ 1bB+=#~$%*,;!?"\'()[]{}<>|^&\\`\ncdefghijklmnopqrstuvwxyzCDEFGHIJKLMNOPQRSTUVWXYZ23456789é中');

/** What is no pattern by itself takes nothing. */
function isTaken(character: string, atom: string): boolean {
  const pattern = `^(?:${atom})$`;
  return patternProblem(pattern) === undefined && validate(character, { type: 'string', pattern }).length === 0;
}

/** Reads a pattern that RE2 takes; what it does not know ends in undefined. */
class Reader {
  readonly #text: string;
  #at = 0;
  #flags = '';
  #failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Part | undefined {
    const part = this.#any();
    return this.#failed || this.#at < this.#text.length ? undefined : part;
  }

  #any(): Part {
    const parts = [this.#all()];
    while (this.#take('|')) parts.push(this.#all());
    return { is: 'any', parts };
  }

  #all(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at)) && !this.#failed) parts.push(this.#repeated());
    return { is: 'all', parts };
  }

  #repeated(): Part {
    const part = this.#atom();
    const [all = '', sign = '', low = '', comma = '', high = ''] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += all.length;
    if (all === '') return part;
    if (sign !== '') return { is: 'times', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    return { is: 'times', part, min: Number(low), max: high === '' ? (comma === '' ? Number(low) : Infinity) : Number(high) };
  }

  #atom(): Part {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('(')) return this.#group(rest);
    const [atom = ''] =
      /^(?:\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\\[pP](?:\{\^?\w+\}|\w)|\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\[\s\S]|[\s\S])/u.exec(
        rest,
      ) ?? [];
    this.#at += atom.length;
    if (['^', '$', '\\A', '\\z', '\\b', '\\B'].includes(atom)) return { is: 'one', text: '' };
    const character = usual.find((each) => isTaken(each, this.#flags + atom));
    if (character === undefined || atom === '\\Q') this.#failed = true;
    return { is: 'one', text: character ?? '' };
  }

  #group(rest: string): Part {
    const [flags] = /^\(\?[a-zA-Z-]+\)/.exec(rest) ?? [];
    if (flags !== undefined) {
      this.#at += flags.length;
      this.#flags += flags;
      return { is: 'one', text: '' };
    }
    const [opening = '('] = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(rest) ?? [];
    this.#at += opening.length;
    const part = this.#any();
    if (!this.#take(')')) this.#failed = true;
    return part;
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }
}
