import {
  membersOf,
  type DecisionDetails,
} from '@companyos/plugin-decision-log-common';
import { idOf, resultName, type FoundDecision } from './store/rows';

/**
 * What of an event is about the decision and not about what was asked. All else, known or not, is shown only to who may
 * see inputs.
 */
const ENVELOPE = new Set([
  'labels',
  'decision_id',
  'batch_decision_id',
  'trace_id',
  'span_id',
  'bundles',
  'revision',
  'path',
  'result',
  'error',
  'erased',
  'masked',
  'requested_by',
  'timestamp',
  'metrics',
  'req_id',
]);

/**
 * The answer with a whole event, as JSON. The event's own text is put in as it is, because numbers would lose digits on
 * the way through JavaScript.
 *
 * @param event - JSON of an event
 */
export function showEvent(
  found: FoundDecision,
  event: string,
  inputs: 'shown' | 'hidden',
): string {
  const frame: Omit<DecisionDetails, 'event'> = {
    id: idOf(found),
    entityRef: found.entityRef ?? undefined,
    result: resultName(found.result),
    retentionClass: found.className,
    uploadedBy: found.uploadedBy,
    inputs,
  };
  const shown = inputs === 'shown' ? event : envelopeOf(event);
  return `${JSON.stringify(frame).slice(0, -1)},"event":${shown}}`;
}

// The result of an ad-hoc query is whatever was asked for.
function envelopeOf(event: string): string {
  const members = [...membersOf(event)];
  const isAdHoc = members.some(([name]) => name === 'query');
  const kept = members
    .filter(([name]) => ENVELOPE.has(name) && !(isAdHoc && name === 'result'))
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return `{${kept.join(',')}}`;
}
