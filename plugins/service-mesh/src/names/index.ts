export { mtlsText } from './encryption';
export { kindName, nodeName, outsideText, placeOf } from './nodeNames';
export { edgeSentence, nodeSentence } from './sentences';
export { periodPhrase, rangeLabel } from './periods';
