/** What each tag means, in words for its users: the texts of {@link tagPage}, by the tag's own name. */

/** The words about one tag at one kind of place. */
export interface TagWords {
  /** What follows the name; empty for nothing. */
  readonly argument: string;
  /** Where it may stand. */
  readonly where: string;
  readonly means: string;
  /** Lines of a comment and a property for a tag of fields; the lines of tags for one of kinds. */
  readonly example: string;
  /** What stands in the status beside it, for tags of fields that come in pairs. */
  readonly status?: string;
  /** The tags of an older version beside it, for tags that are about several versions. */
  readonly older?: string;
}

const field = (argument: string, where: string, rest: Omit<TagWords, 'argument' | 'where'>): TagWords => ({ argument, where, ...rest });
const kind = (argument: string, means: string, example: string): TagWords => ({ argument, where: 'a kind', means, example });
const ofVersions = (argument: string, rest: Omit<TagWords, 'argument' | 'where'>): TagWords => ({ argument, where: 'a kind', ...rest });

const number = 'a number';
const text = 'a string';
const list = 'a list';
const map = 'a map or an object';
const anything = 'a property or a type';

/** Tags of kinds: they stand beside `@kube`. */
export const kindWords: Readonly<Record<string, TagWords>> = {
  kube: kind('group=… version=… kind=… [scope=Cluster] [plural=…] [singular=…] [listKind=…] [root=…] [status=…] [whole=true]', 'Makes the interface the spec of a kind. An interface `<Kind>Status` in the same file is its status; `status=` names another, which may be imported. The class is called like the kind; `root=` gives it another name. With `whole=true` the interface is the whole object: what stands at its top, beside apiVersion, kind and metadata.', ''),
  shortName: kind('names', 'What people may write for the plural: `kubectl get ex`.', '@shortName ex'),
  category: kind('names', 'Groups that kubectl knows it by: `kubectl get all`.', '@category all'),
  label: kind('key=value to the end of the line', 'A label of the definition itself.', '@label app.kubernetes.io/part-of=shop'),
  annotation: kind('key=value to the end of the line', 'An annotation of the definition itself. Groups of Kubernetes need `api-approved.kubernetes.io=https://…`.', '@annotation example.com/team=web'),
  storage: ofVersions('[true or false]', { means: 'Objects are stored in this version. Of several versions exactly one is.', example: '@storage', older: '' }),
  served: ofVersions('true or false', { means: 'Whether clients may use this version, which they may by default.', example: '@storage', older: '@served false' }),
  unserved: ofVersions('', { means: 'Another way to write `@served false`.', example: '@storage', older: '@unserved' }),
  deprecatedVersion: ofVersions('[warning to the end of the line]', { means: 'Clients that use this version are warned, in these words or in those of Kubernetes. The class is deprecated as well.', example: '@storage', older: '@deprecatedVersion use example.com/v1 Example' }),
  skipVersion: ofVersions('', { means: 'The definition leaves this version out. Its class is written.', example: '@storage', older: '@skipVersion' }),
  conversion: ofVersions('none, or webhook service=NAMESPACE/NAME [path=/convert] [port=443] or url=https://…, [caBundle=…] [reviewVersions=v1]', { means: 'How a server makes an object of one version out of one of another: it changes the apiVersion alone, which is the default, or asks a webhook.', example: '@storage\n@conversion webhook service=web/converter path=/convert', older: '' }),
  printColumn: kind('name=… type=… jsonPath=… [priority=1] [format=…] [description="…"]', 'A column of `kubectl get`. The path must lead somewhere. An Age column comes last by itself.', '@printColumn name="Host Name" type=string jsonPath=.spec.host'),
  selectableField: kind('path', 'Lets clients select by the field: a string, a number or a boolean outside of lists; 8 at most.', '@selectableField .spec.host'),
  noAgeColumn: kind('', 'No Age column comes after the columns that are named.', '@printColumn name=Host type=string jsonPath=.spec.host\n@noAgeColumn'),
  scale: kind('spec=… status=… [selector=…]', 'The scale subresource, for `kubectl scale` and autoscalers.', '@scale spec=.spec.replicas status=.status.replicas'),
  subresource: kind('status; or scale spec=… status=… [selector=…]', 'A status subresource although there is no status; or another way to write `@scale`.', '@subresource scale spec=.spec.replicas status=.status.replicas'),
  noStatusSubresource: kind('', 'The status is a field like others, which every write of the object may change.', '@noStatusSubresource'),
  imported: kind('', 'Somebody else made the definition: only what servers refuse is refused, not what they take and break on. `kube-codegen import` writes it.', '@imported'),
}; // prettier-ignore

/** Tags of properties and types. */
export const fieldWords: Readonly<Record<string, TagWords>> = {
  minimum: field('number', number, { means: 'The least value.', example: '/** @minimum 0 */\nreplicas: Int32;' }),
  maximum: field('number', number, { means: 'The greatest value.', example: '/** @maximum 10 */\nreplicas: Int32;' }),
  exclusiveMinimum: field('number', number, { means: 'The value is greater.', example: '/** @exclusiveMinimum 0 */\nratio: Double;' }),
  exclusiveMaximum: field('number', number, { means: 'The value is less.', example: '/** @exclusiveMaximum 1 */\nratio: Double;' }),
  multipleOf: field('number', number, { means: 'The value divided by this is whole.', example: '/** @multipleOf 2 */\npairs: Int32;' }),
  minLength: field('number', text, { means: 'The fewest characters.', example: '/** @minLength 1 */\nhost: string;' }),
  maxLength: field('number', text, { means: 'The most characters.', example: '/** @maxLength 253 */\nhost: string;' }),
  minItems: field('number', list, { means: 'The fewest items.', example: '/** @minItems 1 */\nhosts: string[];' }),
  maxItems: field('number', list, { means: 'The most items. Rules of items need it to stay within the costs of a server.', example: '/** @maxItems 16 */\nhosts: string[];' }),
  minProperties: field('number', map, { means: 'The fewest entries.', example: '/** @minProperties 1 */\nlabels: Record<string, string>;' }),
  maxProperties: field('number', map, { means: 'The most entries.', example: '/** @maxProperties 64 */\nlabels: Record<string, string>;' }),
  size: field('N, N..M, N.. or ..M', 'a string, a list, a map or an object', { means: 'The length of what there is: exactly, between, at least, at most.', example: '/** @size 1..63 */\nhost: string;' }),
  pattern: field('expression to the end of the line', text, { means: "A regular expression in Go's dialect (RE2), found anywhere unless it is anchored.", example: '/** @pattern ^[a-z]+$ */\nname: string;' }),
  format: field('word', 'a string, a number or an enum', { means: 'A format that servers check: `email`, `uri`, `ipv4`, `cidr`, `uuid`, `date-time` and others.', example: '/** @format email */\nowner: string;' }),
  default: field('JSON, or text for a string', anything, { means: 'What the server fills in where the property is missing. It must fit the type.', example: '/** @default 1 */\nreplicas?: Int32;' }),
  nullable: field('', anything, { means: 'null is a value too, as `| null` says.', example: '/** @nullable */\nhost?: string;' }),
  example: field('JSON, or text for a string', anything, { means: 'A value to look at. The first one is the schema\'s; code over several lines is for people alone.', example: '/** @example shop.example.com */\nhost: string;' }),
  deprecated: field('[text, any lines]', anything, { means: 'Nobody should use it any more: editors strike the name through, and the description of the schema says so.', example: '/** The host.\n *  @deprecated use hosts */\nhost?: string;\nhosts: string[];' }),
  required: field('', 'a property', { means: 'Required in the definition, although it is optional in TypeScript.', example: '/** @required */\nhost?: string;' }),
  optional: field('', 'a property', { means: 'Optional, although it is required in TypeScript.', example: '/** @optional */\nhost: string;' }),
  name: field('name', 'a property', { means: 'Another name in JSON.', example: '/** @name host-name */\nhostName: string;' }),
  title: field('text to the end of the line', anything, { means: 'A title of the schema.', example: '/** @title The host */\nhost: string;' }),
  listType: field('atomic, set or map', list, { means: 'How server-side apply merges the list: as a whole, by values, or by keys.', example: '/** @listType set */\nhosts: string[];' }),
  listMapKey: field('names', 'a list with @listType map', { means: 'The properties that tell items apart: required, or with a default.', example: '/** @listType map @listMapKey name */\nports: { name: string; port: Int32 }[];' }),
  mapType: field('atomic or granular', map, { means: 'Whether server-side apply owns the map as a whole or by entries.', example: '/** @mapType atomic */\nselector: Record<string, string>;' }),
  preserveUnknownFields: field('', 'an object, or a type that has no schema', { means: 'Keeps fields that are not declared.', example: '/** @preserveUnknownFields */\noptions: { mode?: string };' }),
  embeddedResource: field('', 'an object', { means: 'A whole object of Kubernetes: the server checks its apiVersion, kind and metadata.', example: '/** @embeddedResource @preserveUnknownFields */\ntemplate: { spec?: Json };' }),
  unionMode: field('cel, oneOf or anyOf', 'a union of objects', { means: 'What says which properties belong to which member: rules with messages of their own (cel, the default), or `oneOf` of OpenAPI, for tools that read it. With `anyOf` a value may be of several members at once, and servers ask only for what one of them requires.', example: "/** @unionMode oneOf */\nsource: { kind: 'git'; url: string } | { kind: 'inline'; html: string };" }),
  discriminator: field('name', 'a union of objects', { means: 'Which property tells the members apart, where several could; else it is the first that does.', example: "/** @discriminator type */\nsource: { kind: 'a'; type: 'git'; url: string } | { kind: 'b'; type: 'inline'; html: string };" }),
  schema: field('JSON5 object', anything, { means: 'Keywords of the schema as they stand in a definition, in the place of those that the type comes to; `null` leaves one out. For what no other tag can say.', example: '/** @schema {"externalDocs": {"url": "https://example.com"}} */\nowner: string;' }),
  validation: field('CEL; or rule="…" message="…"; or {rule: "…", message: "…"}', anything, { means: 'A rule that must hold, with `self` for the value and `oldSelf` for the one before. Lines below may say `message: …`, `messageExpression: …`, `reason: …` and `fieldPath: …`.', example: '/**\n * @validation self.min <= self.max\n *   message: min is greater than max\n */\nrange: { min: Int32; max: Int32 };' }),
  immutable: field('', anything, { means: 'Once set it stays as it is. Items of a list need a key for that.', example: '/** @immutable */\nzone?: string;' }),
  exactlyOneOf: field('names', 'an object', { means: 'Exactly one of these properties is set.', example: '/** @exactlyOneOf git, image */\nsource: { git?: string; image?: string };' }),
  atMostOneOf: field('names', 'an object', { means: 'One of these properties is set, or none.', example: '/** @atMostOneOf git, image */\nsource: { git?: string; image?: string };' }),
  atLeastOneOf: field('names', 'an object', { means: 'One of these properties is set, or more.', example: '/** @atLeastOneOf git, image */\nsource: { git?: string; image?: string };' }),
  printColumn: field('[name] [priority=1] [format=…] [description="…"]', 'a property', { means: 'A column of `kubectl get`: its path and type follow from the property.', example: '/** @printColumn */\nhost: string;' }),
  selectableField: field('', 'a property', { means: 'Lets clients select by the property.', example: '/** @selectableField */\nhost: string;' }),
  specReplicas: field('', 'a property of the spec', { means: 'The number that the scale subresource sets. `@statusReplicas` stands at a property of the status beside it.', example: '/** @specReplicas */\nreplicas: Int32;', status: '/** @statusReplicas */\nreplicas: Int32;' }),
  statusReplicas: field('', 'a property of the status', { means: 'The number that the scale subresource shows.', example: '/** @specReplicas */\nreplicas: Int32;', status: '/** @statusReplicas */\nreplicas: Int32;' }),
  labelSelectorPath: field('', 'a property of the spec or the status', { means: 'The label selector, as a text, by which autoscalers find the pods.', example: '/** @specReplicas */\nreplicas: Int32;', status: '/** @statusReplicas */\nreplicas: Int32;\n/** @labelSelectorPath */\nselector: string;' }),
  ignore: field('', 'a property', { means: 'Leaves the property out of the kind.', example: '/** @ignore */\ndraft?: string;' }),
}; // prettier-ignore
