import { FieldRule, TranscriptAdapter } from './transcript-adapter';

const INTRODUCTION = `Takes one transcript document and stores it as a completed call. The answer says what was mapped, what was
dropped and why, and what was guessed; with \`dryRun=true\` it says so and nothing is stored. The document is kept as it came and
can be downloaded. The same document again answers the same call with 200; so does an export of a call that is here, also when
the call was corrected, as long as the file says what the call is now.

JSON comes as \`application/json\`, \`application/vcon\` or any \`application/*+json\`, text as \`text/vtt\`, \`application/x-subrip\`, \`text/srt\`,
\`text/csv\` or \`text/plain\`, in UTF-8 and at most 20 MB. The content tells the format, not the type, unless \`format\` names it.

Who speaks for the agent is told by \`agentChannel\` or \`agentSpeaker\`; else by the document; else it is guessed.`;

/** Markdown: what an import does and, per format, what becomes of what. */
export function describeImport(adapters: readonly TranscriptAdapter[]): string {
  return [INTRODUCTION, ...adapters.map(describeFormat)].join('\n\n');
}

function describeFormat({ format, title, fields, losses }: TranscriptAdapter): string {
  const lost = losses.length === 0 ? '' : `\n\nIt cannot tell ${losses.map((field) => `\`${field}\``).join(', ')}.`;
  return `### \`${format}\`: ${title}\n\n${tableOf(fields).join('\n')}${lost}`;
}

/** The lines of a format's table, headings first. */
export function tableOf(fields: readonly FieldRule[]): string[] {
  const rows = fields.map(({ from, to, note = '' }) => `| ${code(from)} | ${code(to)} | ${escaped(note)} |`);
  return ['| document | call | how |', '|---|---|---|', ...rows];
}

function code(path: string): string {
  return `\`${escaped(path)}\``;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
