import { describe, expect, test } from '@jest/globals';
import { Pipe } from './pipe.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = ({ value }: IteratorResult<Uint8Array, undefined>): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString();

async function readAll(pipe: Pipe): Promise<string> {
  let all = '';
  for await (const chunk of pipe) all += Buffer.from(chunk).toString();
  return all;
}

describe('Pipe', () => {
  test('gives the chunks in the order they were written, whoever was first', async () => {
    const pipe = new Pipe();
    const early = pipe.next();
    for (const text of ['a', 'b', 'c']) pipe.write(bytes(text));
    pipe.end();
    expect(textOf(await early)).toBe('a');
    expect(await readAll(pipe)).toBe('bc');
    expect((await pipe.next()).done).toBe(true);
  });

  test('asks the writer to pause at the mark, and to go on once everything has been read', async () => {
    let drained = 0;
    const pipe = new Pipe({ highWaterMark: 4, onDrain: () => drained++ });
    expect(pipe.write(bytes('ab'))).toBe(true);
    expect(pipe.write(bytes('cd'))).toBe(false);
    await pipe.next();
    expect(drained).toBe(0);
    await pipe.next();
    expect(drained).toBe(1);
    expect(pipe.write(bytes('ab'))).toBe(true);
    await pipe.next();
    expect(drained).toBe(1);
  });

  test('never asks the writer to pause while a reader waits', async () => {
    const pipe = new Pipe({ highWaterMark: 1 });
    const read = pipe.next();
    expect(pipe.write(bytes('a long chunk'))).toBe(true);
    expect(textOf(await read)).toBe('a long chunk');
  });

  test('gives what was written before the failure, then the failure', async () => {
    const pipe = new Pipe();
    pipe.write(bytes('a'));
    pipe.fail(new Error('broken'));
    pipe.end();
    pipe.write(bytes('lost'));
    expect(textOf(await pipe.next())).toBe('a');
    await expect(pipe.next()).rejects.toThrow('broken');
    await expect(pipe.next()).rejects.toThrow('broken');
  });

  test('wakes a reader that waits when the end or the failure comes', async () => {
    const ended = new Pipe();
    const failed = new Pipe();
    const reads = [ended.next(), failed.next()] as const;
    ended.end();
    failed.fail(new Error('broken'));
    expect((await reads[0]).done).toBe(true);
    await expect(reads[1]).rejects.toThrow('broken');
  });

  test('tells the writer once that the reader has left, and drops what comes after', async () => {
    let cancelled = 0;
    const pipe = new Pipe({ highWaterMark: 1, onCancel: () => cancelled++ });
    pipe.write(bytes('a'));
    pipe.write(bytes('b'));
    for await (const _ of pipe) break;
    await pipe.return();
    expect(cancelled).toBe(1);
    expect(pipe.write(bytes('c'))).toBe(true);
    expect((await pipe.next()).done).toBe(true);
  });

  test('does not call it leaving when the reader has seen the end', async () => {
    let cancelled = 0;
    const pipe = new Pipe({ onCancel: () => cancelled++ });
    pipe.write(bytes('a'));
    pipe.end();
    expect(await readAll(pipe)).toBe('a');
    await pipe.return();
    expect(cancelled).toBe(0);
  });

  test('takes no notice of empty chunks, which are no end', async () => {
    const pipe = new Pipe();
    const read = pipe.next();
    pipe.write(bytes(''));
    pipe.write(bytes('a'));
    expect(textOf(await read)).toBe('a');
  });
});
