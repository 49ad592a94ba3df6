import { isAbsent, JsonObject } from './document';
import { FieldTally } from './field-tally';
import { DocumentFault } from '../transcript-adapter';

const LONGEST = 35;

/** Language names as Whisper writes them. */
const TAGS: ReadonlyMap<string, string> = new Map(
  `afrikaans af,albanian sq,amharic am,arabic ar,armenian hy,assamese as,azerbaijani az,bashkir ba,basque eu,
  belarusian be,bengali bn,bosnian bs,breton br,bulgarian bg,burmese my,cantonese yue,castilian es,catalan ca,chinese zh,
  croatian hr,czech cs,danish da,dutch nl,english en,estonian et,faroese fo,finnish fi,flemish nl,french fr,galician gl,
  georgian ka,german de,greek el,gujarati gu,haitian creole ht,haitian ht,hausa ha,hawaiian haw,hebrew he,hindi hi,
  hungarian hu,icelandic is,indonesian id,italian it,japanese ja,javanese jv,kannada kn,kazakh kk,khmer km,korean ko,
  lao lo,latin la,latvian lv,letzeburgesch lb,lingala ln,lithuanian lt,luxembourgish lb,macedonian mk,malagasy mg,
  malay ms,malayalam ml,maltese mt,mandarin zh,maori mi,marathi mr,moldavian ro,moldovan ro,mongolian mn,myanmar my,
  nepali ne,norwegian no,nynorsk nn,occitan oc,panjabi pa,pashto ps,persian fa,polish pl,portuguese pt,punjabi pa,
  pushto ps,romanian ro,russian ru,sanskrit sa,serbian sr,shona sn,sindhi sd,sinhala si,sinhalese si,slovak sk,
  slovenian sl,somali so,spanish es,sundanese su,swahili sw,swedish sv,tagalog tl,tajik tg,tamil ta,tatar tt,telugu te,
  thai th,tibetan bo,turkish tr,turkmen tk,ukrainian uk,urdu ur,uzbek uz,valencian ca,vietnamese vi,welsh cy,yiddish yi,
  yoruba yo`
    .split(',')
    .map((entry) => entry.trim())
    .map((entry) => [entry.slice(0, entry.lastIndexOf(' ')), entry.slice(entry.lastIndexOf(' ') + 1)]),
);

/** The BCP 47 tag of a language code or an English language name: `en_us` is `en-US`. Undefined when it is neither. */
export function languageTag(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const named = TAGS.get(value.trim().toLowerCase());
  if (named !== undefined) return named;
  const tag = value.replaceAll('_', '-');
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,16}$/.test(tag)) return undefined;
  try {
    // Also turns retired codes into those in force: `iw` is `he`, `en-UK` is `en-GB`.
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The call's `language`, counted as mapped; text that is no language is counted as dropped. Throws DocumentFault. */
export function readLanguage(value: unknown, from: string, tally: FieldTally): JsonObject {
  if (isAbsent(value)) return {};
  if (typeof value !== 'string') throw new DocumentFault(from, 'must be text');
  const language = languageTag(value);
  if (language === undefined) {
    tally.drop(from, 'not a language that is known');
    return {};
  }
  tally.map(from, 'language');
  return { language };
}
