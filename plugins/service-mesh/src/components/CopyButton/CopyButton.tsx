import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useTranslate } from '../../hooks';
import styles from './CopyButton.module.css';

/** Copies a text to the clipboard and says so. */
export function CopyButton(props: {
  text: string;
  label: string;
  /** A word beside the glyph, where there is room for it. */
  caption?: string;
}) {
  const { text, label, caption } = props;
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
      className={
        caption ? `${styles.button} ${styles.captioned}` : styles.button
      }
      aria-label={copied ? t('controls.copied') : label}
      title={copied ? t('controls.copied') : label}
      onClick={() =>
        navigator.clipboard.writeText(text).then(() => setCopied(true))
      }
    >
      <Icon size={13} aria-hidden />
      {caption && <span aria-hidden>{caption}</span>}
    </button>
  );
}
