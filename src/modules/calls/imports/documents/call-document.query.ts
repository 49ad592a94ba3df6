import { Queryable, Transaction } from '../../../../core/database/database';
import { CallDocument } from '../../entities/call-document.entity';

/** The document a call was imported from. */
export type SourceDocument = Pick<CallDocument, 'format' | 'mediaType' | 'content'>;

export async function insertDocument(tx: Transaction, callId: string, document: SourceDocument): Promise<void> {
  await tx.query('INSERT INTO call_documents (call_id, format, media_type, content) VALUES ($1, $2, $3, $4)', [
    callId,
    document.format,
    document.mediaType,
    document.content,
  ]);
}

/** `document` is null when the call has none; undefined when there is no such call. */
export async function findDocument(
  db: Queryable,
  callId: string,
): Promise<{ document: SourceDocument | null } | undefined> {
  const rows = await db.query<SourceDocument | Record<keyof SourceDocument, null>>(
    `SELECT d.format, d.media_type AS "mediaType", d.content FROM calls c LEFT JOIN call_documents d ON d.call_id = c.id
     WHERE c.id = $1`,
    [callId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return { document: row.content === null ? null : row };
}
