/** CEL's `format.dns1123Label().validate(text)`: the named formats of Kubernetes, with the server's words. Enter at {@link registerFormats}. */
import { type Environment, Optional } from '@marcbachmann/cel-js';
import {
  completedPrefix,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelValueProblems,
  qualifiedNameProblems,
} from '../../resource/names.js';
import { formatCheck } from '../text/formats.js';

type Problems = (text: string) => readonly string[];

/** A named format of strings. */
class Format {
  readonly name: string;
  readonly problems: Problems;
  constructor(name: string, problems: Problems) {
    this.name = name;
    this.problems = problems;
  }
}

/** What `format.named` is a function of. */
class FormatNamespace {}

const ofPrefix =
  (problems: Problems): Problems =>
  (prefix) =>
    problems(completedPrefix(prefix));

const ofSchema =
  (format: string, words: string): Problems =>
  (text) =>
    formatCheck(format)?.(text) === false ? [words] : [];

const formats: ReadonlyMap<string, Format> = new Map(
  Object.entries<Problems>({
    dns1123Label: dnsLabelProblems,
    dns1123Subdomain: dnsSubdomainProblems,
    dns1035Label: dns1035LabelProblems,
    dns1123LabelPrefix: ofPrefix(dnsLabelProblems),
    dns1123SubdomainPrefix: ofPrefix(dnsSubdomainProblems),
    dns1035LabelPrefix: ofPrefix(dns1035LabelProblems),
    qualifiedName: qualifiedNameProblems,
    labelValue: labelValueProblems,
    uri: ofSchema('uri', 'invalid URI'),
    uuid: ofSchema('uuid', 'does not match the UUID format'),
    byte: ofSchema('byte', 'invalid base64'),
    date: ofSchema('date', 'invalid date'),
    datetime: ofSchema('date-time', 'invalid datetime'),
  }).map(([name, problems]) => [name, new Format(name, problems)]),
);

/** Adds `format.named(name)`, one function for each format, and `validate`. */
export function registerFormats(environment: Environment): void {
  const type = 'kubernetes.NamedFormat';
  environment
    .registerType(type, { ctor: Format, fields: {} })
    .registerType('kubernetes.Formats', { ctor: FormatNamespace, fields: {} })
    .registerConstant('format', 'kubernetes.Formats', new FormatNamespace())
    .registerFunction(`kubernetes.Formats.named(string): optional<${type}>`, (_: unknown, name: string) => Optional.of(formats.get(name)))
    .registerFunction(`${type}.validate(string): optional<list<string>>`, (format: Format, text: string) => {
      const problems = format.problems(text);
      return problems.length === 0 ? Optional.none() : Optional.of(problems);
    });
  for (const [name, format] of formats) environment.registerFunction(`kubernetes.Formats.${name}(): ${type}`, () => format);
}
