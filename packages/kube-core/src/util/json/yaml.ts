/**
 * YAML as documents of its library, where nothing that a text holds can end the process: {@link yamlDocuments}. Loaded where YAML is read.
 */
import { Composer, Lexer, LineCounter, Parser, type Document, type DocumentOptions, type ParseOptions, type SchemaOptions } from 'yaml';

export type { Document, LineCounter, Tags } from 'yaml';

/** With each collection the library goes down a level of the stack, and where that ends inside a regular expression, Node ends with it. */
const deepest = 200; // a manifest or a kubeconfig has tens of levels

/** A text is nested too deeply to be read. */
export class TooDeepError extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number) {
    super(`it is nested deeper than ${deepest} levels in line ${line}`);
    this.line = line;
  }
}

/** The documents of a text, and where in it an offset is. */
export interface YamlText {
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
}

/** What this module gives to those who load it. */
export interface YamlReader {
  readonly yamlDocuments: typeof yamlDocuments;
  readonly TooDeepError: typeof TooDeepError;
}

/**
 * Reads YAML of one document or several; none where the text holds none. A byte order mark is left out, and offsets are those behind it.
 *
 * @throws TooDeepError for collections in more than 200 others.
 */
export function yamlDocuments(text: string, options: ParseOptions & DocumentOptions & SchemaOptions): YamlText {
  const lines = new LineCounter();
  const composer = new Composer({ ...options, lineCounter: lines });
  return { documents: [...composer.compose(shallowTokens(text.replace(/^\uFEFF/, ''), lines))], lines };
}

/** The parser keeps a stack of its own, so that it tells the depth before anything goes down. */
function* shallowTokens(text: string, lines: LineCounter): ReturnType<Parser['parse']> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new TooDeepError(lines.linePos(parser.offset).line);
  }
  yield* parser.end();
}
