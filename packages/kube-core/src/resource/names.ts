/**
 * What Kubernetes takes for a name: each function says what is wrong with a text, in the API server's words, and gives an empty list
 * for a good one. Lengths are counted in bytes, as the server does.
 */

/** The longest DNS label: names of Services and Namespaces, parts of a subdomain. */
const maxLabelLength = 63;
/** The longest DNS subdomain: the names of most objects, the prefix of a label's key. */
const maxSubdomainLength = 253;
/** The longest name part of a label's or annotation's key. */
const maxKeyNameLength = 63;
/** The longest value of a label. */
const maxLabelValueLength = 63;

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const keyName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const value = `(${keyName})?`;

/** A form that a text must have, with the words for one that has not. */
interface Form {
  readonly expression: RegExp;
  readonly words: string;
}

function form(expression: string, must: string, examples: readonly string[]): Form {
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return { expression: new RegExp(`^${expression}$`), words: `${must} (e.g. ${quoted}regex used for validation is '${expression}')` };
}

const alphanumericEnds = 'and must start and end with an alphanumeric character';
const labelForm = form(label, `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${alphanumericEnds}`, [
  'my-name',
  '123-abc',
]);
const subdomainForm = form(
  subdomain,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${alphanumericEnds}`,
  ['example.com'],
);
const label1035Form = form(
  label1035,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ['my-name', 'abc-123'],
);
const keyNameForm = form(keyName, `must consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`, [
  'MyName',
  'my.name',
  '123-abc',
]);
const labelValueForm = form(
  value,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`,
  ['MyValue', 'my_value', '12345'],
);

function problems(text: string, { expression, words }: Form, longest: number): readonly string[] {
  return [...(Buffer.byteLength(text) > longest ? [tooLong(longest)] : []), ...(expression.test(text) ? [] : [words])];
}

const tooLong = (longest: number): string => `must be no more than ${longest} bytes`;

/** What is wrong with a DNS label of RFC 1123: `my-name`, `123-abc`. */
export const dnsLabelProblems = (text: string): readonly string[] => problems(text, labelForm, maxLabelLength);

/** What is wrong with a DNS subdomain of RFC 1123, which most objects have for a name: `example.com`. */
export const dnsSubdomainProblems = (text: string): readonly string[] => problems(text, subdomainForm, maxSubdomainLength);

/** What is wrong with a DNS label of RFC 1035, which starts with a letter: the name of a Service, of a kind, of a plural. */
export const dns1035LabelProblems = (text: string): readonly string[] => problems(text, label1035Form, maxLabelLength);

/** What is wrong with the value of a label, which may be empty. */
export const labelValueProblems = (text: string): readonly string[] => problems(text, labelValueForm, maxLabelValueLength);

/** What is wrong with the key of a label: `app`, or `example.com/app`. The key of an annotation is judged in lower case. */
export function qualifiedNameProblems(key: string): readonly string[] {
  const parts = key.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2)
    return [`a valid label key ${keyNameForm.words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  return [...(second === undefined ? [] : prefixProblems(first)), ...keyNameProblems(second ?? first)];
}

function prefixProblems(prefix: string): readonly string[] {
  return (prefix === '' ? ['must be non-empty'] : dnsSubdomainProblems(prefix)).map((problem) => `prefix part ${problem}`);
}

function keyNameProblems(name: string): readonly string[] {
  const empty = name === '' ? ['must be non-empty'] : [];
  return [...empty, ...problems(name, keyNameForm, maxKeyNameLength)].map((problem) => `name part ${problem}`);
}

/** What is wrong with a segment of a URL's path: the name of a Role, which may be `system:node`. */
export function pathSegmentProblems(text: string): readonly string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((char) => text.includes(char)).map((char) => `may not contain '${char}'`);
}

/**
 * The prefix of a generated name as a whole name, to be judged as one: a dash at its end is fine, since more follows. The server masks
 * the character before the dash as well.
 */
export const completedPrefix = (prefix: string): string =>
  /..$/s.test(prefix) && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
