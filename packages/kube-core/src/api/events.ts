/**
 * The events of a watch, in Protobuf where that is possible: {@link readEvents}. Where it is not any more, the watch goes on in JSON.
 */
import { AnswerError } from '../request/answer.js';
import type { KubeRequest, KubeResponse } from '../request/http.js';
import { watchEventFrom, watchEvents, type WatchEvent } from '../request/watch-event.js';
import type { KubeObject, Stored } from '../resource/definition.js';
import type { Codec } from '../protobuf/codec.js';
import { Frames } from '../protobuf/frames.js';
import { askingForProtobuf, cameInProtobuf, codecOf, giveUp, type Asked } from './encoding.js';
import { Progress } from './progress.js';

type Events<K> = AsyncGenerator<WatchEvent<K>, void, undefined>;

/** @throws as `Client.events`. */
export async function* readEvents<K extends KubeObject>(asked: Asked, request: KubeRequest): Events<Stored<K>> {
  const { client } = asked;
  const progress = Progress.of<Stored<K>>(request);
  const found = progress && codecOf(asked);
  const codec = found && (await found);
  if (progress === undefined || codec === undefined) return yield* client.events<Stored<K>>(request);
  const response = await client.send(askingForProtobuf(request));
  if (!cameInProtobuf(response)) return yield* watchEvents<Stored<K>>(response.body);
  try {
    for await (const event of framed<Stored<K>>(response, codec, asked)) {
      progress.note(event);
      yield event;
    }
    return;
  } catch (error) {
    giveUp(asked, request, error);
  }
  for await (const event of client.events<Stored<K>>(progress.rest(request))) yield* progress.amended(event);
}

/** @throws AnswerError for a stream that ends within an event; ProtobufError for an event that the tables do not know. */
async function* framed<K>({ body }: KubeResponse, codec: Codec, { decoder }: Asked): Events<K> {
  const frames = new Frames();
  for await (const chunk of body) {
    for (const frame of frames.cut(chunk)) {
      const event = watchEventFrom<K>(codec.event(frame, decoder));
      if (event !== undefined) yield event;
    }
  }
  if (frames.isOpen) throw new AnswerError('the watch ended within an event: the connection was cut');
}
