import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { mostNames, type Names } from '../resources';
import { tagFactsText } from './tagFactsText';
import { useOptions, type LoadNames } from './useOptions';

/** What Grafana's select fields tell of typing. */
interface InputAction {
  action: string;
}

/**
 * Lets a select field of Grafana's offer the dashboard's variables and what the backend knows, and take free text.
 *
 * @param load - asks for the names
 * @returns the properties of the field, and why the newest request failed
 */
export function useSelectProps(load: LoadNames) {
  const { values, more, notices, about, loading, error, open, type } = useOptions(load);
  const notes = notices.map(({ text }) => text);
  if (more) {
    notes.push(
      t('picker.more', 'These are the first {{mostNames}}; type the beginning of a name to see others.', { mostNames }),
    );
  }
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => `$${name}`);
  const props = {
    options: [...variables.map(toOption), ...values.map(described(about)), ...notes.map(toNote)],
    filterOption: matches,
    isClearable: true,
    isLoading: loading,
    loadingMessage: t('picker.loading', 'Asking for names…'),
    noOptionsMessage: t('picker.none', 'No names; what you type is taken as it is.'),
    allowCustomValue: true,
    allowCreateWhileLoading: true,
    formatCreateLabel: (text: string) =>
      t('picker.custom', 'Use {{text}}', { text, interpolation: { escapeValue: false } }),
    onOpenMenu: open,
    onInputChange: (text: string, { action }: InputAction) => {
      if (action === 'input-change') {
        type(text);
      }
    },
  };
  return { props, error };
}

/** Lets a select field show a value that may be empty. */
export function toOption(value: string): SelectableValue<string> {
  return { value, label: value === '' ? t('picker.empty', '(empty)') : value };
}

/** Says below each key of a tag what is known of it. */
function described(about: Names['about'] = {}): (value: string) => SelectableValue<string> {
  const known = new Map(Object.entries(about));
  return (value) => {
    const facts = known.get(value);
    return facts === undefined ? toOption(value) : { ...toOption(value), description: tagFactsText(facts) };
  };
}

/** A line of the list that can be read but not picked. */
function toNote(label: string): SelectableValue<string> {
  return { value: `\0${label}`, label, isDisabled: true };
}

/** The backend looks at beginnings of names; what is known already is found by any part, and notes always are. */
function matches({ data, label }: SelectableValue<string>, text: string): boolean {
  return data?.isDisabled === true || (label ?? '').toLowerCase().includes(text.trim().toLowerCase());
}
