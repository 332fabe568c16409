/**
 * Tags that are not ours: those of documentation tools, which pass, and those of other schema tools, for which there is something
 * else to write here. Enter at {@link isForeign} and {@link insteadOf}.
 */

/** JSDoc's, TSDoc's and TypeDoc's, as far as they can stand at a type or a property. */
const documentation: ReadonlySet<string> = new Set(
  (
    'abstract alias alpha author beta borrows callback classdesc copyright decorator description desc ' +
    'document eventProperty experimental extends external file fileoverview fires function hideconstructor ' +
    'inheritDoc inheritdoc interface internal label lends license link linkcode linkplain listens memberof module ' +
    'namespace override overview packageDocumentation param private privateRemarks prop property protected public ' +
    'readonly remarks returns sealed see since summary template throws todo tutorial typeParam typedef virtual'
  ).split(' '),
);

/** Whether a documentation tool knows it. */
export function isForeign(name: string): boolean {
  return documentation.has(name) || /^(?:eslint|ts|prettier|typescript|jest)-/.test(name);
}

const argumentOfKube = (name: string): string => `it is an argument: @kube ${name}=…`;
const wholeNumber = "write the type Int32 or Int64 of 'kube-core/types'";

const instead: Readonly<Record<string, string>> = {
  asType: wholeNumber,
  enum: "write the type as a union: 'a' | 'b'",
  group: argumentOfKube('group'),
  int: wholeNumber,
  int32: wholeNumber,
  int64: wholeNumber,
  integer: wholeNumber,
  intOrString: "write the type IntOrString of 'kube-core/types'",
  kind: argumentOfKube('kind'),
  listKind: argumentOfKube('listKind'),
  plural: argumentOfKube('plural'),
  schemaFrom: 'write the type itself; @schema says keywords of a schema literally',
  schemaless: "write the type Json of 'kube-core/types'",
  scope: argumentOfKube('scope'),
  singular: argumentOfKube('singular'),
  status: 'the status subresource needs no tag: an interface <Kind>Status makes it',
  type: 'write the type in TypeScript',
  unique: 'write @listType set',
  uniqueItems: 'write @listType set',
  version: argumentOfKube('version'),
};

/** What to write instead of a tag that another tool has. */
export function insteadOf(name: string): string | undefined {
  return Object.hasOwn(instead, name) ? instead[name] : undefined;
}
