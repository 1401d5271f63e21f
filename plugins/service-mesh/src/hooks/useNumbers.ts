import { useApiHolder } from '@backstage/core-plugin-api';
import { appLanguageApiRef } from '@backstage/core-plugin-api/alpha';
import { NumberFormats, numberFormats } from '../format';

/** The number writers for the language that the app is shown in; the browser's language in apps without a choice. */
export function useNumbers(): NumberFormats {
  const language = useApiHolder().get(appLanguageApiRef);
  const languages = language?.getAvailableLanguages().languages ?? [];
  return numberFormats(
    languages.length > 1 ? language?.getLanguage().language : undefined,
  );
}
