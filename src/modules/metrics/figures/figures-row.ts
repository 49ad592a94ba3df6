import { MeasuredCall } from './conversation';
import { figureNames } from './figures';

/** A call's figures as JSON, as they are stored: short, so that they go cheaply from thread to thread and to Postgres. */
export function toFiguresRow({ callId, figures, details }: MeasuredCall): string {
  let list = '';
  for (const name of figureNames) list += list === '' ? figures[name] : `,${figures[name]}`;
  return `{"id":"${callId}","figures":"{${list}}","details":${JSON.stringify(details)}}`;
}
