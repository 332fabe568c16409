/**
 * The subresources of a kind: `@scale` at the kind, or `@specReplicas` and its kin at the fields that it reads and writes; what is said of
 * the status subresource. Enter at {@link scaleMarkers} and {@link fieldScaleMarkers}.
 */
import type { Problem } from '../diagnostics.js';
import type { FieldScale } from '../model/schema-node.js';
import {
  badArgument,
  type FieldMarker,
  isArgument,
  isProblem,
  namedArguments,
  type ResourceDraft,
  type ResourceMarker,
  type Tag,
} from './marker.js';

const scaleKeys = ['spec', 'status', 'selector'];
const scaleWants = 'spec=.spec.replicas status=.status.replicas [selector=.status.selector]';

const scale: ResourceMarker = { names: ['scale'], toLineEnd: true, continues: isArgument, apply: readScale };

const noStatusSubresource: ResourceMarker = {
  names: ['noStatusSubresource'],
  apply: (draft, tag) => (tag.argument === '' ? { ...draft, statusSubresource: false } : badArgument(tag, 'no argument')),
};

const subresource: ResourceMarker = {
  names: ['subresource'],
  repeatable: true,
  continues: isArgument,
  toLineEnd: true,
  apply: (draft, tag) => {
    const [, which, rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag.argument) ?? [];
    if (which === 'scale') return readScale(draft, { ...tag, argument: rest });
    if (which === 'status' && rest === '') return { ...draft, statusSubresource: true };
    return badArgument(tag, `status, or scale ${scaleWants}`);
  },
};

function readScale(draft: ResourceDraft, tag: Tag): ResourceDraft | Problem {
  const words = namedArguments(tag, { keys: scaleKeys, wants: scaleWants });
  if (isProblem(words)) return words;
  const { spec, status, selector } = words.named;
  if (spec === undefined || status === undefined || words.plain.length > 0) return badArgument(tag, scaleWants);
  if (draft.scale !== undefined) return { code: 'KC805', message: 'a kind has one scale subresource', help: 'leave one of the tags out' };
  const paths = { specReplicasPath: spec, statusReplicasPath: status, ...(selector !== undefined && { labelSelectorPath: selector }) };
  return { ...draft, scale: { ...paths, origin: tag.origin } };
}

const ofField = (name: string, as: FieldScale['as']): FieldMarker => ({
  names: [name],
  ofProperty: true,
  apply: (field, tag) => (tag.argument === '' ? { ...field, scale: { as, origin: tag.origin } } : badArgument(tag, 'no argument')),
});

/** At the kind. */
export const scaleMarkers: readonly ResourceMarker[] = [scale, subresource, noStatusSubresource];
/** At a field. */
export const fieldScaleMarkers: readonly FieldMarker[] = [
  ofField('specReplicas', 'specReplicasPath'),
  ofField('statusReplicas', 'statusReplicasPath'),
  ofField('labelSelectorPath', 'labelSelectorPath'),
];
