/**
 * The text of a label selector, read as the server reads it and refused in its words: {@link parseRequirements}.
 */
import { messageOf } from '../../errors.js';
import { checkedKey, checkedRequirement, refused, type LabelRequirement } from './label-requirement.js';

const token = /[ \t\r\n]*(==|!=|=|!|,|\(|\)|<|>|[^ \t\r\n=!,()<>]+)/gy;
const symbols: ReadonlySet<string> = new Set(['==', '!=', '=', '!', ',', '(', ')', '<', '>', '']);
const operatorsOf: ReadonlyMap<string, LabelRequirement['operator']> = new Map([
  ['=', 'In'],
  ['==', 'In'],
  ['in', 'In'],
  ['!=', 'NotIn'],
  ['notin', 'NotIn'],
  ['>', 'Gt'],
  ['<', 'Lt'],
]);

const misplaced = (found: string, expected: string): Error => refused(`found '${found}', expected: ${expected}`);

/** @throws KubeError `selector`. */
export function parseRequirements(text: string): LabelRequirement[] {
  return new Reader(text).requirements();
}

/** Reads requirements one by one; the position moves as they are read. The end is an empty token. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(token)].map(([, found = '']) => found);
  }

  requirements(): LabelRequirement[] {
    const found: LabelRequirement[] = [];
    if (this.#peek() === '') return found;
    if (!this.#beginsRequirement()) throw misplaced(this.#peek(), "!, identifier, or 'end of string'");
    for (;;) {
      found.push(this.#checkedRequirement());
      const next = this.#next();
      if (next === '') return found;
      if (next !== ',') throw misplaced(next, "',' or 'end of string'");
      if (!this.#beginsRequirement()) throw misplaced(this.#peek(), "identifier after ','");
    }
  }

  #checkedRequirement(): LabelRequirement {
    try {
      return checkedRequirement(this.#requirement());
    } catch (error) {
      throw refused(`unable to parse requirement: ${messageOf(error)}`);
    }
  }

  #beginsRequirement(): boolean {
    return this.#peek() === '!' || !symbols.has(this.#peek());
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek() === '!';
    if (negated) this.#next();
    const key = checkedKey(this.#identifier());
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (this.#peek() === '' || this.#peek() === ',') return { key, operator: 'Exists', values: [] };
    const word = this.#next();
    const operator = operatorsOf.get(word);
    if (operator === undefined) throw misplaced(word, 'in, notin, =, ==, !=, gt, lt');
    return { key, operator, values: word === 'in' || word === 'notin' ? this.#set() : [this.#value()] };
  }

  #identifier(): string {
    const found = this.#next();
    if (symbols.has(found)) throw misplaced(found, 'identifier');
    return found;
  }

  /** Nothing stands for the empty value. */
  #value(): string {
    return this.#peek() === '' || this.#peek() === ',' ? '' : this.#identifier();
  }

  #set(): string[] {
    const open = this.#next();
    if (open !== '(') throw refused(`found '${open}' expected: '('`);
    if (this.#peek() === ')') return [this.#next() && ''];
    if (symbols.has(this.#peek()) && this.#peek() !== ',') throw misplaced(this.#peek(), "',', ')' or identifier");
    return this.#members();
  }

  /** What stands between parentheses; before, between and after commas nothing stands for the empty value. */
  #members(): string[] {
    const members: string[] = [];
    for (let last = ','; ;) {
      const next = this.#next();
      if (next === ')' && (last !== ',' || members.length > 0)) return last === ',' ? [...members, ''] : members;
      if (next === ',') members.push(...(last === ',' ? [''] : []));
      else if (!symbols.has(next) && last === ',') members.push(next);
      else throw misplaced(next, last === ',' ? "',', or identifier" : "',' or ')'");
      last = next;
    }
  }
}
