import { Module } from '@nestjs/common';
import { StreamNews } from './stream-news';

/** For whatever changes calls; where several modules of a process do, it is there once. */
@Module({ providers: [StreamNews] })
export class StreamNewsModule {}
