import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ManualClock } from '../util/async/clock.js';
import { Renewable, type Grant } from './renewable.js';

const clock = new ManualClock();
const second = 1000;

interface Question {
  readonly signal: AbortSignal;
  readonly give: (value: string, livesMs?: number) => void;
  readonly fail: (error: Error) => void;
}

/** Something that is asked by hand. */
function asked(): { readonly renewable: Renewable<string>; readonly questions: Question[] } {
  const questions: Question[] = [];
  const ask = (signal: AbortSignal): Promise<Grant<string>> =>
    new Promise((resolve, reject) => {
      const give = (value: string, livesMs?: number): void =>
        resolve({ value, expiresAtMs: livesMs === undefined ? undefined : clock.now() + livesMs });
      questions.push({ signal, give, fail: reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { renewable: new Renewable({ ask, clock, name: 'the giver' }), questions };
}

/** One that has given a value already. */
async function holding(value: string, livesMs?: number): Promise<ReturnType<typeof asked>> {
  const it = asked();
  const first = it.renewable.current();
  it.questions[0]!.give(value, livesMs);
  await first;
  return it;
}

const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
afterEach(() => {
  emitWarning.mockClear();
});

describe('a renewable value', () => {
  test('is asked for once by all who wait, and kept without an end', async () => {
    const { renewable, questions } = asked();
    const all = Array.from({ length: 20 }, () => renewable.current());
    questions[0]!.give('a');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['a']));
    await clock.advance(24 * 3600 * second);
    expect(await renewable.current()).toBe('a');
    expect(questions).toHaveLength(1);
  });

  test('is renewed in the background a minute before its end', async () => {
    const { renewable, questions } = await holding('a', 3600 * second);
    await clock.advance(3539 * second);
    await renewable.current();
    expect(questions).toHaveLength(1);
    await clock.advance(2 * second);
    expect([await renewable.current(), await renewable.current()]).toEqual(['a', 'a']);
    expect(questions).toHaveLength(2);
    questions[1]!.give('b', 3600 * second);
    await clock.advance(0);
    expect(await renewable.current()).toBe('b');
  });

  test('that lives for ten seconds is renewed a second before its end, not with each call', async () => {
    const { renewable, questions } = await holding('a', 10 * second);
    for (let second_ = 0; second_ < 8; second_++) {
      await renewable.current();
      await clock.advance(second);
    }
    expect(questions).toHaveLength(1);
  });

  test('that is over makes callers wait for the next, and fails with what that fails with', async () => {
    const { renewable, questions } = await holding('a', 10 * second);
    await clock.advance(10 * second);
    const waiting = renewable.current();
    questions[1]!.fail(new Error('no login'));
    await expect(waiting).rejects.toThrow('no login');
    const again = renewable.current();
    questions[2]!.give('b');
    expect(await again).toBe('b');
  });

  test('is used on while a background renewal fails, which warns', async () => {
    const { renewable, questions } = await holding('a', 100 * second);
    await clock.advance(95 * second);
    await renewable.current();
    questions[1]!.fail(new Error('no login'));
    await clock.advance(0);
    expect(await renewable.current()).toBe('a');
    expect(emitWarning.mock.calls[0]![0]).toBe('the giver gave nothing new, so what it gave before is used on: no login');
  });

  test('that was refused is asked for again, once', async () => {
    const { renewable, questions } = await holding('a');
    const refusing = [renewable.refuse((value) => value === 'a'), renewable.refuse((value) => value === 'a')];
    const waiting = renewable.current();
    questions[1]!.give('b');
    await Promise.all(refusing);
    expect(await waiting).toBe('b');
    await renewable.refuse((value) => value === 'a'); // another call has found a newer one
    expect(questions).toHaveLength(2);
  });

  test('that was refused stays where there is no other, and the process is warned', async () => {
    const { renewable, questions } = await holding('a');
    const refusing = renewable.refuse(() => true);
    questions[1]!.fail(new Error('no login'));
    await refusing;
    expect(await renewable.current()).toBe('a');
    expect(emitWarning).toHaveBeenCalledTimes(1);
  });

  test('lets a caller leave, and stops the question when the last has left', async () => {
    const { renewable, questions } = asked();
    const [one, two] = [new AbortController(), new AbortController()];
    const [first, second_] = [renewable.current(one.signal), renewable.current(two.signal)];
    one.abort(new Error('first has left'));
    await expect(first).rejects.toThrow('first has left');
    expect(questions[0]!.signal.aborted).toBe(false);
    two.abort(new Error('second has left'));
    await expect(second_).rejects.toThrow('second has left');
    expect(questions[0]!.signal.aborted).toBe(true);
    const again = renewable.current();
    questions[1]!.give('b');
    expect(await again).toBe('b');
    await expect(renewable.current(one.signal)).rejects.toThrow('first has left');
  });
});
