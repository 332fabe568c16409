/**
 * By what an object is put into a shard: {@link shardKeyOf}.
 */
import { keyOf, type KubeObject } from 'kube-core';
import { tell } from 'kube-core/support';
import { answerOf, isCallbackError } from '../util/callbacks.js';
import type { Cached } from '../watcher/event.js';
import type { Settings } from './options.js';

/** @returns the text that the settings say; the uid, where a function of the user throws: that is told. */
export function shardKeyOf(object: Cached<KubeObject>, { by, onFailure }: Pick<Settings, 'by' | 'onFailure'>): string {
  const { uid, namespace, name } = object.metadata;
  if (by === 'uid') return uid;
  if (by === 'namespace') return namespace ?? name;
  try {
    return answerOf({ from: 'by', subject: `${object.kind} ${keyOf(object)}` }, () => textOf(by(object)));
  } catch (error) {
    if (!isCallbackError(error)) throw error;
    tell('onFailure', () => onFailure(error));
    return uid;
  }
}

function textOf(key: unknown): string {
  if (typeof key === 'string') return key;
  throw new TypeError('it has to return a text');
}
