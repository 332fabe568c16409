/**
 * The constants that this package works by, each with its reason beside it where it is used: {@link defaults}.
 */
import { defaults as controller } from './controller/options.js';
import { defaults as daemons } from './daemons/options.js';
import { defaults as events } from './events/options.js';
import { defaults as leaderElection } from './lease/options.js';
import { defaults as health } from './health/options.js';
import { defaults as manager } from './manager/options.js';
import { defaults as metrics } from './metrics/metrics.js';
import { defaults as queue } from './queue/rate-limit.js';
import { defaults as sharding } from './sharding/options.js';
import { constants as watcher } from './watcher/options.js';

/** Deadlines, waits and sizes, by the part that uses them; times are in the unit that their names end with. They cannot be changed here. */
export const defaults = { controller, daemons, events, health, leaderElection, manager, metrics, queue, sharding, watcher } as const;
