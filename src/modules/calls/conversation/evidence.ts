import { Evidence } from '../../metrics/conversation-metrics.service';
import { CallMetricDto, EvidenceDto } from './dto/call-metrics.dto';

/** A call of a day may have tens of thousands of them. */
const MOST = 200;
const MOST_SEQS = 100;

/** The first of them, and how many there are. */
export function cutEvidence(evidence: Evidence[] | null): Pick<CallMetricDto, 'evidence' | 'evidenceTotal'> {
  if (evidence === null) return { evidence: null, evidenceTotal: 0 };
  return { evidence: evidence.slice(0, MOST).map(toEvidenceDto), evidenceTotal: evidence.length };
}

function toEvidenceDto({ startMs, endMs, speaker, seqs, amount }: Evidence): EvidenceDto {
  return { startMs, endMs, speaker, seqs: seqs.slice(0, MOST_SEQS), amount };
}
