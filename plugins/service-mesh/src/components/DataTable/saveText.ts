/** Hands a text to the browser as a file. */
export function saveText(name: string, type: string, text: string): void {
  // without the mark, spreadsheets read UTF-8 as something else; parsers of other kinds refuse it
  const head = type === 'text/csv' ? ['\ufeff'] : [];
  saveBlob(name, new Blob([...head, text], { type: `${type};charset=utf-8` }));
}

/** Hands bytes to the browser as a file. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, '-');
  link.click();
  URL.revokeObjectURL(url);
}
