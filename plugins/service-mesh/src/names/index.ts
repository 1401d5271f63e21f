export { mtlsText } from './encryption';
export { kindName, nodeName, placeOf } from './nodeNames';
export { edgeSentence, nodeSentence } from './sentences';
export { periodPhrase, rangeLabel } from './periods';
