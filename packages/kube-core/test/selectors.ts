/** Texts that are no selectors, with the words in which kube-apiserver 1.35 refuses them: a cluster suite asks it again. */

const name =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const value =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const requirement = 'unable to parse requirement:';
const anyOperator = 'expected: in, notin, =, ==, !=, gt, lt';
const integer = "for 'Gt', 'Lt' operators, the value must be an integer";

export const refusedLabels: readonly (readonly [text: string, words: string])[] = [
  ['=a', "found '=', expected: !, identifier, or 'end of string'"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
  ['a=b,', "found '', expected: identifier after ','"],
  ['a,,b', "found ',', expected: identifier after ','"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ['a=b=c', "found '=', expected: ',' or 'end of string'"],
  ['!a=b', "found '=', expected: ',' or 'end of string'"],
  ['a in (b))', "found ')', expected: ',' or 'end of string'"],
  ['!', `${requirement} found '', expected: identifier`],
  ['!!a', `${requirement} found '!', expected: identifier`],
  ['a===b', `${requirement} found '=', expected: identifier`],
  ['a=)', `${requirement} found ')', expected: identifier`],
  ['a b', `${requirement} found 'b', ${anyOperator}`],
  ['a!b', `${requirement} found '!', ${anyOperator}`],
  ['a gt 1', `${requirement} found 'gt', ${anyOperator}`],
  ['a)', `${requirement} found ')', ${anyOperator}`],
  ['a in', `${requirement} found '' expected: '('`],
  ['a in b', `${requirement} found 'b' expected: '('`],
  ['a in (', `${requirement} found '', expected: ',', ')' or identifier`],
  ['a in ((b))', `${requirement} found '(', expected: ',', ')' or identifier`],
  ['a in (b', `${requirement} found '', expected: ',' or ')'`],
  ['a in (b c)', `${requirement} found 'c', expected: ',' or ')'`],
  ['a in (b,(', `${requirement} found '(', expected: ',', or identifier`],
  ['a in (,', `${requirement} found '', expected: ',', or identifier`],
  ['a>x', `${requirement} values[0]: Invalid value: "x": ${integer}`],
  ['a>', `${requirement} values[0]: Invalid value: "": ${integer}`],
  ['a>99999999999999999999', `${requirement} values[0]: Invalid value: "99999999999999999999": ${integer}`],
  ['a>-1', `${requirement} values[0][a]: Invalid value: "-1": ${value}`],
  ['a>-x', `${requirement} [values[0]: Invalid value: "-x": ${integer}, values[0][a]: Invalid value: "-x": ${value}]`],
  ['a in (b,-c)', `${requirement} values[0][a]: Invalid value: "-c": ${value}`],
  ['-a b', `${requirement} <nil>: Invalid value: "-a": name part ${name}`],
  ['/a', `${requirement} <nil>: Invalid value: "/a": prefix part must be non-empty`],
  ['a\u00a0b', `${requirement} <nil>: Invalid value: "a\\u00a0b": name part ${name}`],
];

export const refusedFields: readonly (readonly [text: string, words: string])[] = [
  ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
  ['metadata.name=a\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
];
