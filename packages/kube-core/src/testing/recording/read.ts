/**
 * A recording, read from its file: {@link readRecording}. People mend recordings by hand, so all of it is looked at.
 */
import { KubeError } from '../../errors.js';
import { isList, isObject } from '../../util/json/json.js';
import { parseJson } from '../../util/json/json-text.js';
import { version, type Exchange } from './file.js';

/** @throws KubeError `recording` for a text that is none; it names the first exchange that is none. */
export function readRecording(text: string, file: string): readonly Exchange[] {
  const found = parsed(text);
  if (!isObject(found) || found['version'] !== version || !isList(found['exchanges']))
    throw refuse(file, found === undefined ? ': it is no whole JSON' : '');
  return found['exchanges'].map((exchange, at) => {
    if (isExchange(exchange)) return exchange;
    throw refuse(file, `: number ${at} of its exchanges is none`);
  });
}

const refuse = (file: string, why: string): KubeError =>
  new KubeError('recording', `${file} is no recording of version ${version}${why}; record it again`);

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Whether it is a request with its answer, whole. */
const isExchange = (value: unknown): value is Exchange => isObject(value) && isRequest(value['request']) && isAnswer(value['answer']);

const isText = (value: unknown): value is string => typeof value === 'string';

const isRequest = (value: unknown): boolean =>
  isObject(value) && isText(value['method']) && isText(value['path']) && isObject(value['headers']) && isBodyOrNone(value['body']);

function isAnswer(value: unknown): boolean {
  if (!isObject(value)) return false;
  if ('left' in value) return value['left'] === true;
  if (!('status' in value)) return isFailure(value);
  const { status, headers, chunks, body, open, broke } = value;
  const isHead = Number.isInteger(status) && isObject(headers) && Object.values(headers).every(isText);
  return isHead && ('chunks' in value ? isStream({ chunks, open, broke }) : isBodyOrNone(body));
}

const isStream = ({ chunks, open, broke }: Readonly<Record<string, unknown>>): boolean =>
  typeof open === 'boolean' && isList(chunks) && chunks.every(isChunk) && (broke === undefined || isFailure(broke));

const isFailure = (value: unknown): boolean =>
  isObject(value) && isText(value['error']) && ['code', 'server'].every((name) => value[name] === undefined || isText(value[name]));

const isChunk = (value: unknown): boolean =>
  isObject(value) && Number.isSafeInteger(value['after']) && (isList(value['lines']) || isBody(value));

const isBodyOrNone = (value: unknown): boolean => value === undefined || isBody(value);

const isBody = (value: unknown): boolean => isObject(value) && ('json' in value || isText(value['text']) || isText(value['base64']));
