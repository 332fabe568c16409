/**
 * How the Leases of a sharding are called and labelled: {@link Layout}. The names hold how the objects are divided, so replicas that divide
 * them otherwise never take one Lease for another.
 */
import type { Lease } from 'kube-core/k8s';
import { hashOf } from './hash.js';
import type { Settings } from '../options.js';

/** The labels of the Leases. */
const labelKeys = { sharding: 'kube-runtime/sharding', layout: 'kube-runtime/layout', role: 'kube-runtime/role' } as const;

type Labels = Readonly<Record<string, string>>;

/** What a Lease of the sharding is for. */
export type LeaseRole = { readonly is: 'member' } | { readonly is: 'shard'; readonly index: number };

/** The Leases of one sharding. */
export class Layout {
  /** Selects all of them, also those of replicas that divide the objects otherwise. */
  readonly selector: string;
  /** The name of the record of this process. */
  readonly member: string;
  readonly #name: string;
  readonly #id: string;
  readonly #indexes: ReadonlyMap<string, number>;

  constructor({ name, shards, by, identity }: Pick<Settings, 'name' | 'shards' | 'by' | 'identity'>) {
    this.#name = name;
    this.#id = `${shards}-${typeof by === 'function' ? 'custom' : by}`;
    this.selector = `${labelKeys.sharding}=${name}`;
    this.member = `${name}-member-${hex(hashOf(identity))}${hex(hashOf(`member ${identity}`))}`;
    this.#indexes = new Map(Array.from({ length: shards }, (_, index) => [this.shard(index), index]));
  }

  /** The name of the Lease of a shard. */
  shard(index: number): string {
    return `${this.#name}-${this.#id}-${index}`;
  }

  labels(role: LeaseRole['is']): Labels {
    return { [labelKeys.sharding]: this.#name, [labelKeys.layout]: this.#id, [labelKeys.role]: role };
  }

  /** How the objects are divided by the replicas of a Lease: `16 shards by uid`. @defaultValue those of this process */
  words({ metadata }: Lease = { metadata: { labels: this.labels('member') } }): string {
    const id = metadata?.labels?.[labelKeys.layout] ?? '';
    const [, shards, by] = /^(\d+)-(\w+)$/.exec(id) ?? [];
    return shards === undefined || by === undefined ? `"${id}"` : `${shards} shards by ${by === 'custom' ? 'a function' : by}`;
  }

  /** What a Lease is for; `undefined`: it is of replicas that divide the objects otherwise. */
  roleOf({ metadata }: Lease): LeaseRole | undefined {
    if (metadata?.labels?.[labelKeys.layout] !== this.#id) return undefined;
    if (metadata.labels[labelKeys.role] === 'member') return { is: 'member' };
    const index = this.#indexes.get(metadata.name ?? '');
    return index === undefined ? undefined : { is: 'shard', index };
  }
}

const hex = (hash: number): string => hash.toString(16).padStart(8, '0');
