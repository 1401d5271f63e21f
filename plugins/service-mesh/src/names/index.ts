export { kindName, nodeName } from './nodeNames';
export { edgeSentence, nodeSentence } from './sentences';
