import { encodePart } from './encodePart';

/** Texts as one parameter of an address, each encoded; undefined for none. */
export function textsParameter(texts: Iterable<string>): string | undefined {
  return [...texts].map(encodePart).join(' ') || undefined;
}

/** The texts that a parameter stands for. */
export function readTexts(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter(Boolean).map(decode);
}

/** An address that somebody typed may hold half an escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
