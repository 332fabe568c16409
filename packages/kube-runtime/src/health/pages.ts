/**
 * The pages that a kubelet asks, in the words of kube-apiserver: `/healthz`, `/livez` and `/readyz`, each also with the name of one check
 * behind it, with `?verbose` and with `?exclude=NAME`. Enter at {@link healthPages}.
 */
import { messageOf, systemClock } from 'kube-core';
import type { Page, Pages } from '../http/server.js';
import type { Logger } from '../log/logger.js';
import { durationText } from '../util/duration.js';
import { inTime } from '../util/in-time.js';
import type { Check, HealthCheck } from '../util/runnable.js';
import { defaults } from './options.js';

/** `/healthz` is what kube-apiserver called `/livez` before there were two. */
const sideOf: Readonly<Record<string, 'live' | 'ready'>> = { healthz: 'live', livez: 'live', readyz: 'ready' };

interface Named {
  readonly name: string;
  readonly check: Check;
}

/** What became of one check. */
interface Verdict {
  readonly name: string;
  readonly state: 'ok' | 'excluded' | 'failed';
}

/**
 * @param checks - What is asked, each time anew; of two with one name, both.
 * @param log - Hears why a check fails, and that it does so no more: whoever asks the page is told neither.
 */
export function healthPages(checks: () => readonly HealthCheck[], log: Logger): Pages {
  const failing = new Set<string>();
  const verdictOf = async (page: string, { name, check }: Named): Promise<Verdict> => {
    const reason = await reasonOf(check);
    const known = `${page}/${name}`;
    if (reason !== undefined && !failing.has(known)) log.warn({ check: known }, `the health check ${known} fails: ${reason}`);
    if (reason === undefined && failing.has(known)) log.info({ check: known }, `the health check ${known} is passed again`);
    if (reason === undefined) failing.delete(known);
    else failing.add(known);
    return { name, state: reason === undefined ? 'ok' : 'failed' };
  };
  return async (url) => {
    const [, page = '', name, ...more] = url.pathname.split('/');
    const side = sideOf[page];
    if (side === undefined || more.length > 0) return undefined;
    const all = namedOf(checks(), side);
    if (name !== undefined && name !== '')
      return onePage(await Promise.all(all.filter((each) => each.name === name).map((each) => verdictOf(page, each))));
    const excluded = url.searchParams.getAll('exclude');
    const verdicts = await Promise.all(
      all.map(async (each): Promise<Verdict> =>
        excluded.includes(each.name) ? { name: each.name, state: 'excluded' } : verdictOf(page, each),
      ),
    );
    const unknown = excluded.filter((each) => !all.some((one) => one.name === each));
    return listPage(page, { verdicts, unknown, verbose: url.searchParams.has('verbose') });
  };
}

const namedOf = (checks: readonly HealthCheck[], side: 'live' | 'ready'): readonly Named[] => [
  { name: 'ping', check: () => undefined },
  ...checks.flatMap(({ name, [side]: check }) => (check === undefined ? [] : [{ name, check }])),
];

/** `undefined`: it is well. */
async function reasonOf(check: Check): Promise<string | undefined> {
  try {
    const wait = async (signal: AbortSignal): Promise<unknown> => Promise.race([Promise.resolve(check(signal)), aborted(signal)]);
    if (await inTime(defaults.checkMs, wait, { clock: systemClock })) return undefined;
    return `it took longer than ${durationText(defaults.checkMs)}`;
  } catch (error) {
    return messageOf(error);
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the signal's own reason
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

function onePage(verdicts: readonly Verdict[]): Page | undefined {
  if (verdicts.length === 0) return undefined;
  return verdicts.some(({ state }) => state === 'failed')
    ? { status: 500, text: 'internal server error: reason withheld\n' }
    : { status: 200, text: 'ok' };
}

function listPage(
  page: string,
  all: { readonly verdicts: readonly Verdict[]; readonly unknown: readonly string[]; readonly verbose: boolean },
): Page {
  const failed = all.verdicts.some(({ state }) => state === 'failed');
  if (!failed && !all.verbose) return { status: 200, text: 'ok' };
  const lines = all.verdicts.map(lineOf);
  if (all.unknown.length > 0)
    lines.push(`warn: some health checks cannot be excluded: no matches for ${all.unknown.map((name) => `"${name}"`).join(',')}`);
  return { status: failed ? 500 : 200, text: `${[...lines, `${page} check ${failed ? 'failed' : 'passed'}`].join('\n')}\n` };
}

function lineOf({ name, state }: Verdict): string {
  if (state === 'failed') return `[-]${name} failed: reason withheld`;
  return `[+]${name} ${state === 'excluded' ? 'excluded: ok' : 'ok'}`;
}
