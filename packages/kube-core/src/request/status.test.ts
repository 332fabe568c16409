import { describe, expect, test } from '@jest/globals';
import { collectText, discard, respond, respondJson, textUpTo } from './http.js';
import {
  ApiError,
  isAlreadyExists,
  isApiError,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isStatus,
  isTooManyRequests,
  isUnauthorized,
  statusFrom,
  type Status,
} from './status.js';
import { endsInitialEvents, parseWatchEvent } from './watch-event.js';

const guards = {
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTooManyRequests,
  isUnauthorized,
};

/** The names of the guards that say yes. */
const said = (error: unknown): string[] => Object.entries(guards).flatMap(([name, guard]) => (guard(error) ? [name] : []));

describe('guards', () => {
  test.each<[Status, string[]]>([
    [{ code: 404, reason: 'NotFound' }, ['isNotFound']],
    [{ code: 409, reason: 'AlreadyExists' }, ['isAlreadyExists']],
    [{ code: 409, reason: 'Conflict' }, ['isConflict']],
    [{ code: 410, reason: 'Gone' }, ['isGone']],
    [{ code: 410, reason: 'Expired' }, ['isGone']],
    [{ code: 422, reason: 'Invalid' }, ['isInvalid']],
    [{ code: 403, reason: 'Forbidden' }, ['isForbidden']],
    [{ code: 401, reason: 'Unauthorized' }, ['isUnauthorized']],
    [{ code: 429, reason: 'TooManyRequests' }, ['isTooManyRequests']],
    [{ code: 500, reason: 'InternalError' }, []],
    [{ code: 504, reason: 'Timeout' }, []],
  ])('of %j say %j', (status, expected) => {
    expect(said(new ApiError(status))).toEqual(expected);
  });

  test('go by the code where the reason is foreign, empty or missing', () => {
    for (const reason of ['SomebodyElses', '', undefined]) {
      const withCode = (code: number): ApiError => new ApiError({ code, ...(reason !== undefined && { reason }) });
      expect([401, 403, 404, 409, 410, 422, 429, 500].map((code) => said(withCode(code)).join())).toEqual([
        'isUnauthorized',
        'isForbidden',
        'isNotFound',
        'isConflict',
        'isGone',
        'isInvalid',
        'isTooManyRequests',
        '',
      ]);
    }
  });

  test('go by the reason where it is known, whatever the code', () => {
    expect(said(new ApiError({ reason: 'NotFound' }))).toEqual(['isNotFound']);
    expect(said(new ApiError({ code: 200, reason: 'Expired' }))).toEqual(['isGone']);
  });

  test('know the errors of another installed copy, and nothing that only looks like one', () => {
    const status = { code: 404, reason: 'NotFound' };
    const copy = Object.defineProperty(Object.assign(new Error('x'), { status }), Symbol.for('kube-core.error'), { value: 'api' });
    expect([isApiError(copy), said(copy)]).toEqual([true, ['isNotFound']]);
    for (const other of [undefined, null, 'NotFound', status, Object.assign(new Error('x'), { status })]) expect(said(other)).toEqual([]);
  });
});

describe('ApiError', () => {
  test('says what the server said, of which call', () => {
    const error = new ApiError({ code: 404, message: 'pods "x" not found' }, { call: 'GET /api/v1/pods/x', auditId: 'a1' });
    expect(error).toMatchObject({ name: 'ApiError', code: 'api', auditId: 'a1', message: 'pods "x" not found (GET /api/v1/pods/x: 404)' });
  });

  test('has words also where the server had none', () => {
    expect(new ApiError({ message: '', reason: 'Gone' }).message).toBe('Gone');
    expect(new ApiError({}, { call: 'exec' }).message).toBe('the server gave no reason (exec)');
  });
});

describe('statusFrom', () => {
  test("keeps the server's own Status, and adds the code that it lacks", () => {
    const own: Status = { kind: 'Status', message: 'no', reason: 'NotFound', details: { name: 'x' } };
    expect(statusFrom(404, JSON.stringify(own))).toEqual({ ...own, code: 404 });
    expect(statusFrom(404, JSON.stringify({ ...own, code: 410 })).code).toBe(410);
  });

  test.each([
    ['plain text', 429, 'Too many requests, please try again later.\n', 'TooManyRequests'],
    ['a page', 502, '<html><h1>Bad Gateway</h1></html>', 'InternalError'],
    ['JSON that is no Status', 403, '{"error":"denied"}', 'Forbidden'],
    ['JSON that is cut off', 404, '{"kind":"Status","mess', 'NotFound'],
    ['a code that means nothing', 418, 'teapot', 'Unknown'],
  ])('makes one of %s', (_what, code, body, reason) => {
    const message = body.trim();
    expect(statusFrom(code, body)).toMatchObject({
      status: 'Failure',
      code,
      reason,
      message,
      details: { causes: [{ reason: 'UnexpectedServerResponse', message }] },
    });
  });

  test('leaves out the fields of a Status that are not of its type', () => {
    const body = JSON.stringify({ kind: 'Status', message: null, reason: ['x'], code: '404', details: { causes: 'none' } });
    expect(statusFrom(404, body)).toEqual({ kind: 'Status', code: 404, details: {} });
    expect(new ApiError(statusFrom(404, body)).message).toBe('the server gave no reason');
  });

  test('takes a 409 of a create for a name that is taken, of anything else for a conflict', () => {
    expect(said(new ApiError(statusFrom(409, '', 'POST')))).toEqual(['isAlreadyExists']);
    expect(said(new ApiError(statusFrom(409, '', 'PUT')))).toEqual(['isConflict']);
  });

  test('has a message without a body, and no more than 2 KiB of one', () => {
    expect(statusFrom(503, '').message).toBe('the server answered 503 without a message');
    expect(statusFrom(502, 'x'.repeat(10_000)).message).toHaveLength(2048);
  });
});

describe('isStatus', () => {
  test('tells a Status from an object', () => {
    expect([{ kind: 'Status' }, { kind: 'Pod' }, null, 'Status', []].map(isStatus)).toEqual([true, false, false, false, false]);
    expect(
      [
        { kind: 'Status', apiVersion: 'v1' },
        { kind: 'Status', apiVersion: 'example.com/v1' },
      ].map(isStatus),
    ).toEqual([true, false]);
  });
});

describe('parseWatchEvent', () => {
  test('gives the event as it stands', () => {
    const object = { kind: 'Pod', metadata: { name: 'x', resourceVersion: '7' }, more: 1 };
    for (const type of ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'])
      expect(parseWatchEvent(JSON.stringify({ type, object }))).toEqual({ type, object });
  });

  test('skips a type that it does not know, as a newer server may send', () => {
    expect(parseWatchEvent('{"type":"SYNCED","object":{}}')).toBeUndefined();
  });

  test.each([
    '{"type":"ADDED","obj',
    '<html>',
    '',
    'null',
    '[]',
    '"ADDED"',
    '{"type":1}',
    '{}',
    '{"type":"ADDED"}',
    '{"type":"MODIFIED","object":null}',
    '{"type":"DELETED","object":[]}',
    '{"type":"ADDED","object":{"metadata":null}}',
    '{"type":"ADDED","object":{"metadata":"x"}}',
    '{"type":"BOOKMARK"}',
    '{"type":"BOOKMARK","object":{"metadata":{}}}',
    '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":7}}}',
    '{"type":"ERROR","object":null}',
    '{"type":"ERROR","object":"gone"}',
  ])('refuses %j, which is no event', (line) => {
    expect(() => parseWatchEvent(line)).toThrow(expect.objectContaining({ code: 'answer' }));
  });

  test('keeps what is of its type in the Status of an error', () => {
    const object = {
      code: 410,
      reason: null,
      message: 1,
      details: { name: [], causes: [null, 7, { field: 'spec', message: {} }], more: 1 },
    };
    expect(parseWatchEvent(JSON.stringify({ type: 'ERROR', object }))).toEqual({
      type: 'ERROR',
      object: { code: 410, details: { causes: [{ field: 'spec' }], more: 1 } },
    });
    expect(parseWatchEvent('{"type":"ERROR","object":{"code":"410","details":null,"metadata":null}}')).toEqual({
      type: 'ERROR',
      object: {},
    });
  });

  test('shows no more than the beginning of a line it cannot read', () => {
    const line = `{"type":"ADDED","object":{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x${'y'.repeat(80)}"},"data":{"password":"c2VjcmV0`;
    expect(() => parseWatchEvent(line)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') as unknown }));
  });

  test('knows the bookmark that ends the initial events', () => {
    const bookmark = (annotations?: Record<string, string>) => ({
      metadata: { resourceVersion: '1', ...(annotations && { annotations }) },
    });
    expect(endsInitialEvents(bookmark({ 'k8s.io/initial-events-end': 'true' }))).toBe(true);
    expect(endsInitialEvents(bookmark())).toBe(false);
  });
});

describe('responses made in this process', () => {
  test('have one body in text, bytes and streams', async () => {
    const stream = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('grü').subarray(0, 3);
      yield Buffer.from('grü').subarray(3);
    };
    for (const body of ['grü', Buffer.from('grü')]) {
      expect(await respond(200, body).text()).toBe('grü');
      expect(await collectText(respond(200, body).body)).toBe('grü');
    }
    expect(await respond(200, stream()).text()).toBe('grü');
    expect(respondJson(200, { a: 1 }, { 'audit-id': 'x' })).toMatchObject({
      headers: { 'content-type': 'application/json', 'audit-id': 'x' },
    });
  });

  test('are read to the end by discard where they are short, so that the connection can be used again, and cut where they are not', async () => {
    const ended: string[] = [];
    const stream = async function* (name: string): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        yield Buffer.from('a');
        yield Buffer.from('b');
        ended.push(`${name} read`);
      } finally {
        ended.push(`${name} closed`);
      }
    };
    await discard(respond(429, stream('short'), { 'content-length': '2' }));
    const long = respond(200, stream('long'), { 'content-length': '1000000' });
    await discard(long);
    await discard(respond(200, stream('endless')));
    expect(ended).toEqual(['short read', 'short closed']); // what never began needs no closing
    expect(await collectText(long.body)).toBe('');
  });

  test('are read to a limit and no further', async () => {
    let closed = false;
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (;;) yield Buffer.from('1234');
      } finally {
        closed = true;
      }
    };
    await expect(collectText(endless(), { maxBytes: 10 })).rejects.toMatchObject({ code: 'answer' });
    expect(closed).toBe(true);
    closed = false;
    expect([await textUpTo(respond(500, endless()), 10), closed]).toEqual(['1234123412', true]);
    expect(await textUpTo(respond(500, endless(), { 'content-length': '11' }), 10)).toBe('1234123412');
    expect(await textUpTo(respond(500, 'short', { 'content-length': '5' }), 10)).toBe('short');
  });

  test('are discarded without an error where the connection breaks meanwhile', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('a');
      throw new Error('broken');
    };
    await expect(discard(respond(429, broken(), { 'content-length': '2' }))).resolves.toBeUndefined();
  });
});
