import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { Translate, serviceMeshTranslationRef } from '../translation';

/** The texts of the plugin in the app's language. */
export function useTranslate(): Translate {
  return useTranslationRef(serviceMeshTranslationRef).t;
}
