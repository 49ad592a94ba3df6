import { Injectable, Param, PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { QueueName, queueNames } from '../../core/queues/job-type';
import { JobErrors } from './jobs.errors';

/** Lets the names of queues pass. */
@Injectable()
export class QueueNamePipe implements PipeTransform<unknown, QueueName> {
  transform(value: unknown): QueueName {
    const name = queueNames.find((one) => one === value);
    if (name === undefined) throw JobErrors.noSuchQueue.with(`The queues are ${queueNames.join(', ')}.`);
    return name;
  }
}

/** A path parameter that must name a queue. */
export function QueueNameParam(): ParameterDecorator {
  const documented = ApiParam({ name: 'name', schema: { type: 'string', enum: [...queueNames], example: 'default' } });
  return (target, key, index) => {
    Param('name', QueueNamePipe)(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor) documented(target, key, descriptor);
  };
}
