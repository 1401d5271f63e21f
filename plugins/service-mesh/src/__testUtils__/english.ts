import { mockApis } from '@backstage/frontend-test-utils';
import { Translate, serviceMeshTranslationRef } from '../translation';

const translation = mockApis
  .translation()
  .getTranslation(serviceMeshTranslationRef) as never as { t: Translate };

/** The texts of the plugin in English, for functions that are handed them. */
export const english: Translate = translation.t;
