import { CallSentimentDto } from './dto/call.dto';
import { SentimentPointDto, StreamSnapshotDto } from './dto/transcript.dto';
import { AppendedDto, UtteranceDto } from './dto/utterance.dto';

export const CALLS_NAMESPACE = '/calls';

/** The room of everybody who follows a call. */
export const callRoom = (callId: string) => `call_${callId}`;

export type SentimentPoint = SentimentPointDto;

/** What the server sends on `/calls`. */
export interface CallsServerEvents {
  /** One utterance was stored: in the order of position, without gaps. */
  sentiment_update: (point: SentimentPoint) => void;
  /** The call takes no more utterances; sent after its last point. */
  call_completed: (payload: { callId: string; sentiment: CallSentimentDto; durationMs: number | null }) => void;
  /** What was sent before is void: read the call again. */
  resync: (payload: { callId: string; epoch: number }) => void;
}

/** What a client sends on `/calls`, and what it is acknowledged with. */
export interface CallsClientEvents {
  /** `after`: the last position the client holds; with an `epoch` that has passed, everything is answered. */
  subscribe: { payload: { callId: string; after?: number; epoch?: number }; data: StreamSnapshotDto };
  unsubscribe: { payload: { callId: string }; data: { callId: string } };
  utterance: { payload: { callId: string; utterances: UtteranceDto[] }; data: AppendedDto };
}
