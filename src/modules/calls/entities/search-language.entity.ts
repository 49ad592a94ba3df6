import { Entity, PrimaryColumn } from 'typeorm';

/** A text search configuration that some call was taken in by: a search asks in each of them. */
@Entity('search_languages')
export class SearchLanguage {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'search_languages_pk' })
  language!: string;
}
