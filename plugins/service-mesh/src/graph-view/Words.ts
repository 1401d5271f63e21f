import type { HealthThresholds } from '@backstage-mesh/plugin-service-mesh-common';
import { createContext, useContext, useMemo } from 'react';
import type { NumberFormats } from '../format';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import type { Translate } from '../translation';
import { rememberTexts } from './rememberTexts';

/** What every part of a graph writes with: read once for all of them, since there are hundreds. */
export interface Words {
  t: Translate;
  n: NumberFormats;
  thresholds: HealthThresholds;
}

const Context = createContext<Words | undefined>(undefined);

export const WordsProvider = Context.Provider;

/** The same as long as the language is. */
export function useNewWords(): Words {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(
    () => ({ t: rememberTexts(t), n, thresholds }),
    [t, n, thresholds],
  );
}

/** What the graph around writes with. */
export function useWords(): Words {
  const words = useContext(Context);
  if (!words) {
    throw new Error('Parts of the graph belong inside of it');
  }
  return words;
}
