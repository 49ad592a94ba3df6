import { csvRenderer } from './renderers/csv.renderer';
import { parleyRenderer } from './renderers/parley.renderer';
import { vconRenderer } from './renderers/vcon.renderer';
import { webvttRenderer } from './renderers/webvtt.renderer';
import { TranscriptRenderer } from './transcript-renderer';

/** Every format that a call can be exported in. */
export const renderers: readonly TranscriptRenderer[] = [parleyRenderer, vconRenderer, webvttRenderer, csvRenderer];

export const exportFormats = renderers.map(({ format }) => format);

/** Undefined when nothing is exported in that format. */
export function rendererFor(format: string): TranscriptRenderer | undefined {
  return renderers.find((renderer) => renderer.format === format);
}
