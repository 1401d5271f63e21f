export { KindGlyph } from './KindGlyph';
