/** The colours of the theme, for what is drawn on a canvas. */
export interface Palette {
  canvas: string;
  card: string;
  text: string;
  muted: string;
  line: string;
  edge: string;
  acc: string;
  ok: string;
  warn: string;
  fail: string;
}

const NAMES = [
  'canvas',
  'card',
  'text',
  'muted',
  'line',
  'edge',
  'acc',
  'ok',
  'warn',
  'fail',
] as const;

/** Reads the tokens where an element stands: mixed colours are only known once they are used. */
export function paletteOf(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  element.append(probe);
  const colours = NAMES.map(name => {
    probe.style.color = `var(--sm-${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colours) as unknown as Palette;
}

/** Hears of another theme, which Backstage writes at the body of the page. Returns what ends it. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true });
  return () => observer.disconnect();
}
