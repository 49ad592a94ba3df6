export function saysOnlyBackchannels(_text: string): boolean {
  return false;
}
export function fillersIn(_text: string): number {
  return 0;
}
export function questionsIn(_text: string): { open: number; closed: number } {
  return { open: 0, closed: 0 };
}
