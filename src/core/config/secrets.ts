/** Words of which placeholders and examples are made. */
const PLACEHOLDER_WORDS = new Set(
  `a access add admin administrator an and api at auth bar baz be bit bits byte bytes change changed changeit changeme
  char character characters chars dev development dummy default demo do documentation enter example examples fake fixme
  foo for generate generated here hex hmac hs hs256 i in insert is it jwt key keys least length letmein long me metrics min
  minimum must my mysecret new not of one only or our parley pass passphrase passwd password passwords phrase placeholder
  please private prod production prometheus put qwerty random replace root sample secret secrets secure set sha sha256
  should sign signing some string strong super supersecret test testing tests that the this to todo token tokens true
  unsafe use user value very welcome with xxx xxxx you your yours`.split(/\s+/),
);
/** Digits and signs beside placeholder words that make a secret of their own. */
const ENOUGH_BESIDE_WORDS = 16;
const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/**
 * What is wrong with a secret from the environment, to be read after its name; undefined when nothing is. No test can tell
 * a good secret; this one tells those that somebody has already guessed: examples, patterns, and few characters repeated.
 */
export function secretFault(
  secret: string,
  { bytes, distinct }: { bytes: number; distinct: number },
): string | undefined {
  if (Buffer.byteLength(secret) < bytes) return `must be at least ${bytes} bytes long`;
  if (new Set(secret).size < distinct) return `must have at least ${distinct} different characters`;
  if (isRepetition(secret) || isSequence(secret)) return 'must not be a pattern: take a random one';
  if (isPlaceholder(secret) || isPlaceholder(spelledOut(secret))) return 'must not be a placeholder: take a random one';
  return undefined;
}

/** The same short text again and again, the last time perhaps only its beginning. */
function isRepetition(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.slice(period) === text.slice(0, text.length - period)) return true;
  }
  return false;
}

/** Mostly neighbours, as in 12345678 or abcdefgh. */
function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.filter((step) => Math.abs(step) === 1).length > steps.length * 0.75;
}

/** Nothing but words of placeholders, whatever digits and signs decorate them. */
function isPlaceholder(text: string): boolean {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const beside = text.replace(/[a-z\s_.-]/gi, '').length;
  return words.length > 0 && beside < ENOUGH_BESIDE_WORDS && words.every(isMadeOfWords);
}

function isMadeOfWords(text: string): boolean {
  const reached = [true];
  for (let end = 1; end <= text.length; end += 1) {
    reached[end] = reached.some((ok, start) => ok && start < end && PLACEHOLDER_WORDS.has(text.slice(start, end)));
  }
  return reached[text.length] === true;
}

function spelledOut(text: string): string {
  return [...text].map((character) => LOOKALIKES[character] ?? character).join('');
}
