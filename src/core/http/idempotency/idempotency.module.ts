import { Global, Module } from '@nestjs/common';
import { KeptAnswers } from './kept-answers';
import { KeptAnswersRepository } from './kept-answers.repository';

/** Global, because the interceptor of `@Idempotent` is made in the module of each controller that carries it. */
@Global()
@Module({ providers: [KeptAnswersRepository, KeptAnswers], exports: [KeptAnswers, KeptAnswersRepository] })
export class IdempotencyModule {}
