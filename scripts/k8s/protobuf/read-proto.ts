/** The messages of a `generated.proto`: {@link readProto}. */

/** One field as it stands on the wire. */
export interface ProtoField {
  readonly number: number;
  readonly rule: 'optional' | 'repeated' | 'map';
  /** `string`, `.k8s.io.api.core.v1.PodSpec`, `PodSpec`; of a map, that of its values. */
  readonly type: string;
}

const field = /^\s*(?:(optional|repeated)\s+(\S+)|map<string, (\S+)>)\s+\w+ = (\d+);/;

/** @throws Error for a line that is none of those that Kubernetes writes. */
export function readProto(text: string): ReadonlyMap<string, readonly ProtoField[]> {
  const messages = new Map<string, ProtoField[]>();
  let open: ProtoField[] | undefined;
  for (const line of text.split('\n')) {
    const message = /^message (\w+) \{/.exec(line);
    if (message !== null) messages.set(message[1]!, (open = []));
    else if (line.startsWith('}')) open = undefined;
    else if (open !== undefined && !/^\s*(\/\/.*)?$/.test(line)) open.push(readField(line));
  }
  return messages;
}

function readField(line: string): ProtoField {
  const [, rule, type, value, number] = field.exec(line) ?? [];
  if (number === undefined) throw new Error(`a message has a line that is no field: ${line}`);
  if (value !== undefined) return { number: Number(number), rule: 'map', type: value };
  return { number: Number(number), rule: rule === 'repeated' ? 'repeated' : 'optional', type: type! };
}
