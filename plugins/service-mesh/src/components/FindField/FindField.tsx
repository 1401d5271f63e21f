import { RiCloseLine, RiSearchLine } from '@remixicon/react';
import { ReactNode, useEffect, useId, useRef, useState } from 'react';
import { KnownValues, Suggestion, applySuggestion, suggest } from '../../find';
import { useTranslate } from '../../hooks';
import styles from './FindField.module.css';

/** How long a person must pause before what was typed is asked, in milliseconds. */
const PAUSE_MS = 200;

/** A question that is offered while nothing is typed. */
export interface FindPreset {
  label: string;
  expression: string;
}

/** A field for an expression, with suggestions for what can be written next. */
export function FindField(props: {
  id?: string;
  label: string;
  placeholder: string;
  icon?: ReactNode;
  value: string;
  onChange(value: string): void;
  known: KnownValues;
  presets: readonly FindPreset[];
  /** What is wrong with the expression. */
  error?: string;
  /** How much was found. */
  count?: string;
  /** Enter was pressed: to the next match, or back. */
  onStep?(by: 1 | -1): void;
  /** The key that leads here. */
  hint?: string;
}) {
  const { label, value, onChange, known, presets, error, count, hint } = props;
  const t = useTranslate();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useTypedText(value, onChange);
  const [caret, setCaret] = useState(text.length);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [step, setStep] = useState<1 | -1>();

  // Whoever types and presses Enter at once means what is found by then, not what was found before.
  const { onStep } = props;
  useEffect(() => {
    if (step !== undefined && value === text) {
      setStep(undefined);
      onStep?.(step);
    }
  }, [step, value, text, onStep]);

  const found = suggest(text, Math.min(caret, text.length), known);
  const offered = text.trim() === '' ? presets : [];
  const options = [
    ...offered.map(preset => ({ key: preset.expression, preset })),
    ...found.suggestions.map(suggestion => ({
      key: `${suggestion.type} ${suggestion.text}`,
      suggestion,
    })),
  ];
  const shown = open && options.length > 0;

  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const take = (option: (typeof options)[number]) => {
    if ('preset' in option) {
      const { expression } = option.preset;
      write(expression, expression.length);
      setOpen(false);
    } else {
      const applied = applySuggestion(text, found, option.suggestion);
      write(applied.text, applied.caret);
    }
    input.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        setOpen(true);
        const by = event.key === 'ArrowDown' ? 1 : -1;
        setActive(before => {
          const next = before + by;
          return next < -1
            ? options.length - 1
            : Math.min(next, options.length - 1);
        });
        break;
      }
      case 'Tab':
        if (shown && active >= 0) {
          event.preventDefault();
          take(options[active]);
        }
        break;
      case 'Enter':
        event.preventDefault();
        if (shown && active >= 0) {
          take(options[active]);
        } else {
          setOpen(false);
          onChange(text);
          setStep(event.shiftKey ? -1 : 1);
        }
        break;
      case 'Escape':
        event.stopPropagation();
        event.preventDefault();
        if (shown) {
          setOpen(false);
        } else if (text) {
          write('', 0);
        } else {
          input.current?.blur();
        }
        break;
      default:
    }
  };

  return (
    <div
      className={styles.field}
      data-invalid={error !== undefined && !shown}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) {
          setOpen(false);
          setActive(-1);
        }
      }}
    >
      <span className={styles.icon} aria-hidden>
        {props.icon ?? <RiSearchLine size={15} />}
      </span>
      <input
        ref={input}
        id={props.id}
        className={styles.input}
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={
          shown && active >= 0 ? `${id}-${active}` : undefined
        }
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-said`}
        autoComplete="off"
        spellCheck={false}
        placeholder={props.placeholder}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setCaret(target.selectionStart ?? target.value.length);
          setActive(-1);
          setOpen(true);
        }}
        onSelect={({ currentTarget }) =>
          setCaret(currentTarget.selectionStart ?? text.length)
        }
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <span id={`${id}-said`} className={styles.count} role="status">
        {error && <span className={styles.said}>{error}</span>}
        {!error && text && count}
      </span>
      {text ? (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('find.clear', { field: label })}
          onClick={() => {
            write('', 0);
            input.current?.focus();
          }}
        >
          <RiCloseLine size={15} aria-hidden />
        </button>
      ) : (
        hint && (
          <kbd className={styles.hint} aria-hidden>
            {hint}
          </kbd>
        )
      )}
      {error && !shown && (
        <div className={styles.error} aria-hidden>
          {error}
        </div>
      )}
      {shown && (
        <div className={styles.list}>
          <ul
            id={`${id}-list`}
            role="listbox"
            aria-label={t('find.suggestions')}
          >
            {options.map((option, index) => (
              // the keys are those of the field
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <li
                key={option.key}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className={styles.option}
                // the field keeps the focus
                onMouseDown={event => event.preventDefault()}
                onClick={() => take(option)}
                onMouseEnter={() => setActive(index)}
              >
                {'preset' in option ? (
                  <>
                    <span>{option.preset.label}</span>
                    <code>{option.preset.expression}</code>
                  </>
                ) : (
                  <SuggestionText suggestion={option.suggestion} />
                )}
              </li>
            ))}
          </ul>
          <p className={styles.help}>{error ?? t('find.help')}</p>
        </div>
      )}
    </div>
  );
}

function SuggestionText({ suggestion }: { suggestion: Suggestion }) {
  const t = useTranslate();
  const { type, text } = suggestion;
  return (
    <>
      <code>{text}</code>
      <span className={styles.kind}>{t(`find.kinds.${type}`)}</span>
    </>
  );
}

/** What is typed, handed on after a pause; a value from elsewhere replaces it. */
function useTypedText(
  value: string,
  onChange: (value: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      sent.current = text;
      latest.current(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
