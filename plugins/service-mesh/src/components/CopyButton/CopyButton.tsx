import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useTranslate } from '../../hooks';
import styles from './CopyButton.module.css';

/** Copies a text to the clipboard and says so. */
export function CopyButton(props: { text: string; label: string }) {
  const { text, label } = props;
  const t = useTranslate();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? RiCheckLine : RiFileCopyLine;
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={copied ? t('controls.copied') : label}
      title={copied ? t('controls.copied') : label}
      onClick={() =>
        navigator.clipboard.writeText(text).then(() => setCopied(true))
      }
    >
      <Icon size={13} aria-hidden />
    </button>
  );
}
