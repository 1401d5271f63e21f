import { mockApis } from '@backstage/frontend-test-utils';
import { Translate, serviceMeshTranslationRef } from '../translation';

/** The texts of the plugin in English, for functions that are handed them. */
export const { t: english } = mockApis
  .translation()
  .getTranslation(serviceMeshTranslationRef) as never as { t: Translate };
