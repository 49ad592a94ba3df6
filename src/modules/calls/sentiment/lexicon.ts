import { classOf, CharacterClass } from './characters';
import { LexiconEntry, PhraseNode, Role } from './lexicon-entry';
import { expandAlternatives, readLists, readRows } from './lexicon-files';
import { WordIndex } from './word-index';

const ROLES = new Map<string, Role>([
  ['negator', Role.Negator],
  ['near-negator', Role.NearNegator],
  ['booster', Role.Booster],
  ['dampener', Role.Dampener],
  ['contrast', Role.Contrast],
  ['clause', Role.Clause],
  ['filler', Role.Filler],
  ['backchannel', Role.Backchannel],
  ['courtesy', Role.Courtesy],
  ['acknowledgement', Role.Acknowledgement],
  ['expected', Role.Expected],
  ['opener', Role.Opener],
  ['subject', Role.Subject],
  ['person', Role.Person],
  ['name', Role.None],
]);

/** Words, phrases, emoticons and emoji with what they do; built once, then only read. */
export class Lexicon {
  private readonly words = new Map<string, LexiconEntry>();
  private readonly emoticons = new Map<string, LexiconEntry>();
  private readonly emoji = new Map<number, LexiconEntry>();
  private index = new WordIndex([]);

  /** Reads the data files synchronously, about 20 ms. */
  static load(): Lexicon {
    const lexicon = new Lexicon();
    for (const [token = '', valence] of readRows('vader_lexicon.txt')) lexicon.addGeneral(token, Number(valence));
    for (const { key, words } of readLists('additions.txt')) {
      for (const word of words) lexicon.entryOf(word).valence = Number(key);
    }
    for (const { key, words } of readLists('roles.txt')) {
      for (const word of words) lexicon.entryOf(word).roles |= roleNamed(key);
    }
    for (const [words = ''] of readRows('stopwords.txt')) {
      for (const word of words.split(' ')) lexicon.entryOf(word).roles |= Role.Stopword;
    }
    for (const [key = '', pattern = ''] of readRows('phrases.txt')) lexicon.addPhrases(key, pattern);
    for (const [symbol = '', name = ''] of readRows('emoji_utf8_lexicon.txt')) lexicon.addNamedEmoji(symbol, name);
    for (const { key, words } of readLists('emoji_common.txt')) {
      for (const symbol of words) lexicon.addEmoji(symbol, Number(key));
    }
    lexicon.index = new WordIndex(lexicon.words.values());
    return lexicon;
  }

  word(word: string): LexiconEntry | undefined {
    return this.words.get(word);
  }

  /** The same for an ASCII word that stands in a text; see `WordIndex`. */
  wordAt(text: string, start: number, end: number, hash: number): LexiconEntry | undefined {
    return this.index.find(text, start, end, hash);
  }

  emoticon(symbol: string): LexiconEntry | undefined {
    return this.emoticons.get(symbol.toLowerCase());
  }

  emojiAt(codePoint: number): LexiconEntry | undefined {
    return this.emoji.get(codePoint);
  }

  private entryOf(word: string): LexiconEntry {
    let entry = this.words.get(word);
    if (!entry) this.words.set(word, (entry = { word, valence: 0, roles: Role.None }));
    return entry;
  }

  private addGeneral(token: string, valence: number): void {
    const first = classOf(token.charCodeAt(0));
    if (first === CharacterClass.Face)
      this.emoticons.set(token.toLowerCase(), { word: token, valence, roles: Role.None });
    else if (token.includes(' ')) this.addPhrases(String(valence), token);
    else if (first === CharacterClass.Word && token.length > 1) this.entryOf(token).valence = valence;
  }

  private addPhrases(key: string, pattern: string): void {
    const { valence, roles } = meaningOf(key);
    for (const words of expandAlternatives(pattern)) {
      const [head = '', ...rest] = words;
      let node = (this.entryOf(head).phrases ??= { next: new Map<string, PhraseNode>() });
      for (const word of rest) {
        let next = node.next.get(word);
        if (!next) node.next.set(word, (next = { next: new Map<string, PhraseNode>() }));
        node = next;
      }
      node.whole = { word: words.join(' '), valence, roles };
    }
  }

  /** An emoji is worth the sum of the words of its name, which is how people read it out. */
  private addNamedEmoji(symbol: string, name: string): void {
    if (!isSingle(symbol)) return;
    let valence = 0;
    for (const word of name.toLowerCase().split(' ')) valence += this.words.get(word)?.valence ?? 0;
    if (valence !== 0) this.addEmoji(symbol, Math.min(Math.max(valence, -3), 3));
  }

  private addEmoji(symbol: string, valence: number): void {
    this.emoji.set(symbol.codePointAt(0) ?? 0, { word: symbol, valence, roles: Role.None });
  }
}

/** One code point, perhaps followed by the selector that asks for the colour form. */
function isSingle(symbol: string): boolean {
  const points = Array.from(symbol);
  return points.length === 1 || (points.length === 2 && points[1] === '\ufe0f');
}

/** `booster`, `-1.5` or `courtesy 0.8`. A phrase without feeling is a formula, of no use as a keyword. */
function meaningOf(key: string): { valence: number; roles: number } {
  const [head = '', tail = '0'] = key.split(' ');
  if (ROLES.has(head)) return { valence: Number(tail), roles: roleNamed(head) };
  const valence = Number(head);
  return { valence, roles: valence === 0 ? Role.Stopword : Role.None };
}

function roleNamed(name: string): Role {
  const role = ROLES.get(name);
  if (role === undefined) throw new Error(`roles.txt names an unknown role "${name}"`);
  return role;
}
