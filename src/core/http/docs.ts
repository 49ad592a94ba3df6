import { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { NextFunction, Request, Response } from 'express';
import { Config } from '../config/config';
import { buildOpenApi } from './openapi';

/** Swagger UI draws with inline styles and data: images; its scripts are files of its own. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Serves /docs and /docs/openapi.json, where the configuration says so. The document is built when first asked for. */
export function serveDocs(app: NestExpressApplication, config: Config): void {
  if (!config.docsEnabled) return;
  app.use('/docs', (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', DOCS_POLICY);
    response.setHeader('Cache-Control', 'no-cache');
    next();
  });
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Parley API',
    swaggerOptions: { persistAuthorization: true },
  });
}
