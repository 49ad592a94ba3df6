/**
 * Postgres' text search configurations by the primary subtag of a call's language (ISO 639-1, and 639-2 where senders
 * use it). A server that lacks one, and every other language, falls back to `simple`: no stemming, no stop words.
 */
export const CONFIGURATIONS: Record<string, string> = {
  ...{ ar: 'arabic', ara: 'arabic', ca: 'catalan', cat: 'catalan', da: 'danish', dan: 'danish' },
  ...{ de: 'german', deu: 'german', ger: 'german', el: 'greek', ell: 'greek', gre: 'greek' },
  ...{ en: 'english', eng: 'english', es: 'spanish', spa: 'spanish', et: 'estonian', est: 'estonian' },
  ...{ eu: 'basque', eus: 'basque', baq: 'basque', fi: 'finnish', fin: 'finnish' },
  ...{ fr: 'french', fra: 'french', fre: 'french', ga: 'irish', gle: 'irish', hi: 'hindi', hin: 'hindi' },
  ...{ hu: 'hungarian', hun: 'hungarian', hy: 'armenian', hye: 'armenian', arm: 'armenian' },
  ...{ id: 'indonesian', ind: 'indonesian', it: 'italian', ita: 'italian', lt: 'lithuanian', lit: 'lithuanian' },
  ...{ ne: 'nepali', nep: 'nepali', nl: 'dutch', nld: 'dutch', dut: 'dutch' },
  ...{ no: 'norwegian', nor: 'norwegian', nb: 'norwegian', nob: 'norwegian', nn: 'norwegian', nno: 'norwegian' },
  ...{ pt: 'portuguese', por: 'portuguese', ro: 'romanian', ron: 'romanian', rum: 'romanian' },
  ...{ ru: 'russian', rus: 'russian', sr: 'serbian', srp: 'serbian', sv: 'swedish', swe: 'swedish' },
  ...{ ta: 'tamil', tam: 'tamil', tr: 'turkish', tur: 'turkish', yi: 'yiddish', yid: 'yiddish' },
};

/** The configuration of every language that Postgres does not know. */
export const UNKNOWN_LANGUAGE = 'simple';
