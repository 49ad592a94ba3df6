import { QueryChoice } from '../../../core/http/query-fields';
import { exportFormats } from './renderers';

export class ExportQuery {
  @QueryChoice(exportFormats, { description: 'Format of the file; all can be imported again.', example: 'parley' })
  format: string = 'parley';
}
