import { flatten } from '../flatten';
import { commonZhCn } from './common';
import { explainZhCn } from './explain';
import { graphZhCn } from './graph';
import { keysZhCn } from './keys';
import { meshZhCn } from './mesh';
import { statesZhCn } from './states';
import { statsZhCn } from './stats';
import { tapZhCn } from './tap';
import { timeTravelZhCn } from './timeTravel';
import { topologyZhCn } from './topology';
import { verdictZhCn } from './verdict';

/** All texts of the plugin in Simplified Chinese. */
export default flatten({
  ...commonZhCn,
  ...keysZhCn,
  ...statesZhCn,
  ...topologyZhCn,
  ...graphZhCn,
  ...meshZhCn,
  ...verdictZhCn,
  ...explainZhCn,
  ...statsZhCn,
  ...tapZhCn,
  ...timeTravelZhCn,
});
