import {
  TranslationFunction,
  createTranslationRef,
} from '@backstage/frontend-plugin-api';
import { commonMessages } from './common';
import { explainMessages } from './explain';
import { graphMessages } from './graph';
import { keyMessages } from './keys';
import { meshMessages } from './mesh';
import { stateMessages } from './states';
import { statsMessages } from './stats';
import { tapMessages } from './tap';
import { timeTravelMessages } from './timeTravel';
import { topologyMessages } from './topology';
import { verdictMessages } from './verdict';

/** The type asks for every message by its name; a test looks that none is missing. */
const simplifiedChinese = () =>
  import('./zh-CN') as Promise<{ default: never }>;

/**
 * All texts of the plugin, to be translated or reworded by an app. Simplified Chinese is included: an app that offers `zh-CN` or `zh`
 * among its languages has it.
 *
 * @public
 */
export const serviceMeshTranslationRef = createTranslationRef({
  id: 'service-mesh',
  messages: {
    ...commonMessages,
    ...keyMessages,
    ...stateMessages,
    ...topologyMessages,
    ...graphMessages,
    ...meshMessages,
    ...verdictMessages,
    ...explainMessages,
    ...statsMessages,
    ...tapMessages,
    ...timeTravelMessages,
  },
  translations: { 'zh-CN': simplifiedChinese, zh: simplifiedChinese },
});

/** The function that looks up a text; screens hand it to pure functions that make sentences. */
export type Translate = TranslationFunction<
  (typeof serviceMeshTranslationRef)['T']
>;
