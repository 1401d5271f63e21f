/** A text as a part of an address. Half a character, which can not be a part of one, becomes the sign for what is not known. */
export function encodePart(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}
