/**
 * The logs of several containers as one: {@link logEntries}.
 */
import { KubeError } from '../../errors.js';
import type { Pod } from '../../k8s/core-v1.js';
import { listRequest } from '../../request/build.js';
import { listFrom } from '../../request/answer.js';
import { selectorRules, type SelectorOptions } from '../../request/params.js';
import { checkOptions, rules } from '../../util/options.js';
import { interruptible } from '../../util/async/interruptible.js';
import { merged } from '../../util/json/merge.js';
import type { Subject } from '../exec.js';
import type { LogEntry } from './log-entry.js';
import { logLines } from './log-lines.js';
import { textOf, timeOf } from './log-seen.js';
import { logRules, type LogOptions } from './logs.js';

const defaults = {
  maxContainers: 50, // each is a connection to a kubelet through the API server
} as const;

/** Which containers, and which part of the log of each. */
export interface LogEntriesOptions extends Omit<LogOptions, 'timestamps'>, SelectorOptions {
  /** Only the containers of this name. @defaultValue all that the pods run, but for those that initialise them */
  readonly container?: string;
  /** How many logs may be read at a time. @defaultValue 50 */
  readonly maxContainers?: number;
}

const { timestamps: _, ...entryRules } = { ...logRules, ...selectorRules, maxContainers: rules.count };

/** @param subject - The pods to select from. */
export function logEntries(subject: Subject, options: LogEntriesOptions): AsyncGenerator<LogEntry, void, undefined> {
  const {
    labelSelector,
    fieldSelector,
    maxContainers = defaults.maxContainers,
    ...log
  } = checkOptions('logEntries()', options, entryRules);
  const selector: SelectorOptions = {
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector !== undefined && { fieldSelector }),
  };
  return interruptible(log.signal, async function* (signal) {
    const sources = await sourcesOf(subject, { ...selector, signal }, log.container);
    if (sources.length > maxContainers) throw tooMany(sources.length, maxContainers);
    yield* merged(sources.map((source) => entriesOf(subject, source, { ...log, signal })));
  });
}

const tooMany = (count: number, max: number): KubeError =>
  new KubeError('option', `these are the logs of ${count} containers, and maxContainers is ${max}; select fewer, or raise it`);

type Source = Pick<LogEntry, 'namespace' | 'pod' | 'container'>;

async function sourcesOf(
  { client, definition, place }: Subject,
  options: SelectorOptions & { readonly signal: AbortSignal },
  only?: string,
) {
  const request = listRequest({ definition, ...place }, options);
  const { items } = listFrom(await client.request(request), 'the list of pods');
  return (items as Pod[]).flatMap((pod) => containersOf(pod).filter(({ container }) => only === undefined || container === only)); // a server keeps to the schema of the kind
}

function containersOf({ metadata, spec }: Pod): Source[] {
  const { name: pod = '', namespace = '' } = metadata ?? {};
  return (spec?.containers ?? []).map(({ name }) => ({ namespace, pod, container: name }));
}

function entriesOf(subject: Subject, source: Source, options: LogOptions): AsyncGenerator<LogEntry, void, undefined> {
  const { namespace, pod, container } = source;
  const place = { namespace, name: pod };
  return interruptible(options.signal, async function* (signal) {
    for await (const lines of logLines({ ...subject, place }, { ...options, signal, container, timestamps: true }))
      for (const line of lines) yield { ...source, time: timeOf(line), text: textOf(line) };
  });
}
