import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FieldError } from '../errors/app-error';
import { Problem } from '../errors/problem';

class FieldErrorDto implements FieldError {
  @ApiProperty({ example: 'utterances.3.startMs', description: 'Path of the field.' })
  field!: string;

  @ApiProperty({ example: 'must be a whole number from 0 to 86400000', description: 'What is wrong with it.' })
  message!: string;
}

/** The body of every error answer (RFC 9457). */
export class ProblemDto implements Problem {
  @ApiProperty({ example: 'urn:parley:error:request.invalid', description: 'The kind of error, as a URN.' })
  type!: string;

  @ApiProperty({ example: 'The request is not valid', description: 'The same for every occurrence.' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400, description: 'The HTTP status.' })
  status!: number;

  @ApiProperty({ example: 'limit must be a whole number from 1 to 200.', description: 'About this occurrence.' })
  detail!: string;

  @ApiProperty({ example: 'request.invalid', description: 'The kind of error, for programs.' })
  code!: string;

  @ApiProperty({ example: '/api/v1/calls', description: 'Path of the request.' })
  instance!: string;

  @ApiProperty({
    example: '019a20ff-8125-72a8-afd4-91f98a9c9e3c',
    description: 'Also in the logs and X-Correlation-Id.',
  })
  correlationId!: string;

  @ApiPropertyOptional({ type: [FieldErrorDto], description: 'The wrong fields, where the input was not valid.' })
  errors?: FieldErrorDto[];
}
