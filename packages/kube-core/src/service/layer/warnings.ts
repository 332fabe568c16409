/**
 * What the API server has to say about a call that it accepted: {@link warnings}. An unknown field that it drops, a version that goes away.
 *
 * The header: RFC 7234 §5.5; KEP-1693.
 */
import { tell } from '../../util/callbacks.js';
import type { Layer } from '../service.js';

const defaults = {
  /** So many texts are remembered, so that each is told once; a server that never says the same twice must not fill the memory. */
  remembered: 1000,
} as const;

/** Is told each warning. */
export type WarningHandler = (text: string) => void;

/**
 * Tells a handler what `Warning` headers say, each text once for as long as the layer lives. Only those of code 299 are from an API server.
 *
 * @param handler - What it throws becomes a warning of the process. @defaultValue a warning of the process (`KubeWarning`, code
 *   `KUBE_API_WARNING`), by default a line on the standard error stream
 */
export function warnings(handler: WarningHandler = warn): Layer {
  const told = new Set<string>();
  const once = (text: string): void => {
    if (told.has(text)) return;
    if (told.size >= defaults.remembered) told.clear();
    told.add(text);
    tell('onWarning', () => handler(text));
  };
  return (inner) => async (request) => {
    const response = await inner(request);
    const { warning } = response.headers;
    if (warning !== undefined) warningsIn(warning).forEach(once);
    return response;
  };
}

const warn = (text: string): void => process.emitWarning(text, { type: 'KubeWarning', code: 'KUBE_API_WARNING' });

/** `299 - "unknown field \"spec.x\"", 299 kube "another"`; a date may follow a text. */
const oneWarning = /(?:^|,)\s*(\d{3}) [^\s"]+ "((?:[^"\\]|\\.)*)"/g;

/** The texts of a `Warning` header, or of several that were joined. What is no warning is left out. */
export const warningsIn = (header: string): string[] =>
  [...header.matchAll(oneWarning)].flatMap(([, code, text = '']) => (code === '299' && text !== '' ? [text.replace(/\\(.)/g, '$1')] : []));
