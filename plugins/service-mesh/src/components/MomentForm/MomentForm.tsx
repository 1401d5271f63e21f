import { Button } from '@backstage/ui';
import { FormEvent, useId, useState } from 'react';
import { localMinute } from '../../hooks';
import styles from './MomentForm.module.css';

/** A moment that a form asks for. */
export interface MomentField {
  label: string;
  /** What it begins with, in ms since the epoch. */
  initial: number;
}

/** Asks for moments in the person's own time zone. */
export function MomentForm(props: {
  label?: string;
  fields: readonly MomentField[];
  /** What the button reads. */
  submit: string;
  /**
   * Takes the moments in ms since the epoch, in the order of the fields; one that could not be read is NaN.
   *
   * @returns why they cannot be taken, where they cannot
   */
  onSubmit(moments: number[]): string | undefined;
}) {
  const { label, fields, submit, onSubmit } = props;
  const [texts, setTexts] = useState(() =>
    fields.map(({ initial }) => localMinute(initial)),
  );
  const [problem, setProblem] = useState<string>();
  const problemId = useId();
  const take = (event: FormEvent) => {
    event.preventDefault();
    setProblem(onSubmit(texts.map(text => new Date(text).getTime())));
  };
  return (
    <form className={styles.form} onSubmit={take} aria-label={label} noValidate>
      {fields.map((field, index) => (
        <label key={field.label}>
          {field.label}
          <input
            type="datetime-local"
            value={texts[index]}
            onChange={({ target }) =>
              setTexts(
                texts.map((text, at) => (at === index ? target.value : text)),
              )
            }
            aria-invalid={problem !== undefined}
            aria-describedby={problemId}
          />
        </label>
      ))}
      <p id={problemId} className={styles.problem} role="alert">
        {problem}
      </p>
      <Button size="small" variant="primary" type="submit">
        {submit}
      </Button>
    </form>
  );
}
