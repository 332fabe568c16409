/**
 * `kubectl wait`: {@link wait}. kube-runtime's `waitFor` watches in place of asking again.
 */
import type { Key } from '../../api/options.js';
import { targetOf } from '../../api/target.js';
import type { Api } from '../../api/types.js';
import { KubeError } from '../../errors.js';
import type { Target } from '../../request/build.js';
import type { CallOptions, SelectorOptions } from '../../request/params.js';
import type { KubeObject, Stored } from '../../resource/definition.js';
import type { Clock } from '../../util/async/clock.js';
import { whatIs } from '../../util/arguments.js';
import { isList, isObject } from '../../util/json/json.js';
import { checkOptions, rules } from '../../util/options.js';
import { testOf, type WaitFor, type WaitTest } from './condition.js';
import { until, type Look } from './until.js';

const defaults = {
  pollMs: 500, // a person waits, and a get is cheap
  timeoutMs: 30_000, // kubectl's
} as const;

/** Which objects: one, several, or what selectors select; `{}` is every object of the Api. */
export type WaitSubject = Key | readonly Key[] | SelectorOptions;

/** Options of {@link wait}. */
export interface WaitOptions<K extends KubeObject> extends Pick<CallOptions, 'signal'> {
  /** What has to be so of each object. */
  readonly for: WaitFor<NoInfer<K>>;
  /** When to give up, in milliseconds. @defaultValue 30 seconds */
  readonly timeoutMs?: number;
  /** Is told what is not so yet, whenever that changes. */
  readonly onProgress?: (message: string) => void;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
}

/**
 * Waits until something is so of each of some objects, asking every half second. An object that is not there yet is waited for, where kubectl
 * ends at once; by selectors there has to be one at least.
 *
 * @param subject - Which objects. Selectors are asked anew each time, but for `delete`: that waits for the objects that there are when it is
 *   called, so that what is made in their place does not count.
 * @returns the objects as they were then; none for `delete`.
 * @throws KubeError `wait-timeout` with what is not so of which object; KubeError `option` for an option that there is not, and for a path of
 *   several values; what a function given as `for` throws; ApiError; the signal's reason.
 */
export async function wait<K extends KubeObject>(api: Api<K>, subject: WaitSubject, options: WaitOptions<K>): Promise<Stored<K>[]> {
  const checked = checkOptions('wait()', options, {
    for: rules.anything,
    timeoutMs: rules.limitMs,
    onProgress: rules.call,
    clock: rules.clock,
    signal: rules.signal,
  });
  const { timeoutMs = defaults.timeoutMs, signal, clock, onProgress } = checked;
  const test = testOf(checked.for);
  const look = lookFor(reader(api, subject), test, checked.for === 'delete');
  const late = (waiting: string): KubeError => new KubeError('wait-timeout', `waited ${timeoutMs / 1000} s for ${waiting}`);
  return until(look, { pollMs: defaults.pollMs, timeoutMs, late, signal, clock, onProgress });
}

/** An object, or that there is none of a name. */
interface Seen<K extends KubeObject> {
  readonly name: string;
  readonly object: Stored<K> | undefined;
}

type Read<K extends KubeObject> = (signal: AbortSignal) => Promise<readonly Seen<K>[]>;

function reader<K extends KubeObject>(api: Api<K>, subject: WaitSubject): Read<K> {
  if (isSelector(subject)) return async (signal) => selected(api, { ...subject, signal });
  const keys = isList(subject) ? subject : [subject]; // what is no selector
  const named = keys.map((key) => ({ key, name: nameOf(api, targetOf(api, key)) }));
  return (signal) => Promise.all(named.map(async ({ key, name }) => ({ name, object: await api.find(key, { signal }) })));
}

const isSelector = (subject: WaitSubject): subject is SelectorOptions =>
  isObject(subject) && !('name' in subject) && !('metadata' in subject);

async function selected<K extends KubeObject>(api: Api<K>, options: SelectorOptions & Pick<CallOptions, 'signal'>): Promise<Seen<K>[]> {
  const { items } = await api.list(checkOptions('the selectors of wait()', options, selectorRules));
  return items.map((object) => ({ name: nameOf(api, object.metadata), object }));
}

const selectorRules = { labelSelector: rules.anything, fieldSelector: rules.text, signal: rules.signal };

const nameOf = ({ definition }: Api, { namespace, name = '' }: Pick<Target, 'namespace' | 'name'>): string =>
  `${definition.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

function lookFor<K extends KubeObject>(
  read: Read<K>,
  test: WaitTest<K>,
  isDelete: boolean,
): (signal: AbortSignal) => Promise<Look<Stored<K>[]>> {
  let first: ReadonlySet<string> | undefined;
  return async (signal) => {
    const seen = await read(signal);
    const objects = seen.flatMap(({ object }) => object ?? []);
    first ??= new Set(objects.map(({ metadata }) => metadata.uid));
    const open = isDelete ? unmet(seen.filter(isOneOf(first)), test) : unmet(seen, test);
    if (open !== undefined) return { waiting: open };
    if (seen.length === 0 && !isDelete) return { waiting: 'an object that the selectors select: there is none' };
    return { met: isDelete ? [] : objects };
  };
}

const isOneOf =
  (uids: ReadonlySet<string>) =>
  ({ object }: Seen<KubeObject>): boolean =>
    object !== undefined && uids.has(object.metadata.uid);

/** What is not so yet of the first object of which it is not; how many more there are. */
function unmet<K extends KubeObject>(seen: readonly Seen<K>[], test: WaitTest<K>): string | undefined {
  const open = seen.flatMap(({ name, object }) => {
    const verdict = test(object);
    if (verdict === true) return [];
    const words = wordsOf(verdict);
    return [`${name}: ${object === undefined ? 'there is none' : words}`];
  });
  return open.length < 2 ? open[0] : `${open[0]}; and ${open.length - 1} more`;
}

/** A promise would count as no, for ever. @throws KubeError `option`. */
function wordsOf(verdict: unknown): string {
  if (typeof verdict === 'string') return verdict;
  if (verdict === false) return 'it is not so yet';
  throw new KubeError(
    'option',
    `the function given as for gives ${whatIs(verdict)}; it gives true, false or what is missing, and no promise`,
  );
}
