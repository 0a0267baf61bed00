import React, { useEffect, useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { getBackendSrv } from '@grafana/runtime';
import { Field, FieldSet, Select } from '@grafana/ui';
import { settingWidth } from './SettingFields';
import type { SettingsForm } from './settingsForm';
import { OwnQuery, SourceField, TagNames } from './TraceToLogsFields';
import type { TraceViewSettings } from '../types';

type TraceToProfiles = NonNullable<TraceViewSettings['tracesToProfiles']>;

/** The link from a span to its profiles, for spans that carry the ID of one. */
export function TraceToProfilesSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const saved = form.settings.tracesToProfiles;
  return (
    <FieldSet label={t('settings.profiles.title', 'Trace to profiles')}>
      <SourceField
        label={t('settings.profiles.source', 'Data source of the profiles')}
        description={t(
          'settings.profiles.source-description',
          'Pyroscope. Spans with the tag pyroscope.profile.id, which its agents set, then have a link to their profile, and the trace view shows it as a flame graph with the span.',
        )}
        types={['grafana-pyroscope-datasource']}
        uid={saved?.datasourceUid}
        onChange={(datasourceUid) => form.set({ tracesToProfiles: { ...saved, datasourceUid } })}
        onClear={() => form.set({ tracesToProfiles: undefined })}
        readOnly={form.readOnly}
      />
      {saved !== undefined && <LinkFields form={form} link={saved} />}
    </FieldSet>
  );
}

/** Asks Pyroscope for the types of profiles that it has; without an answer any can be typed. */
function useProfileTypes(uid = ''): string[] {
  const [known, setKnown] = useState<{ uid: string; types: string[] }>();
  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      const path = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/profileTypes`;
      const found: unknown = await getBackendSrv().get(path, undefined, undefined, { showErrorAlert: false });
      const ids = Array.isArray(found) ? found.map((one: { id?: unknown }) => one.id) : [];
      if (isCurrent) {
        setKnown({ uid, types: ids.filter((one) => typeof one === 'string') });
      }
    };
    if (uid !== '') {
      load().catch(() => undefined);
    }
    return () => {
      isCurrent = false;
    };
  }, [uid]);
  return known?.uid === uid ? known.types : [];
}

function LinkFields({ form, link }: { form: SettingsForm; link: TraceToProfiles }): React.JSX.Element {
  const set = (part: Partial<TraceToProfiles>) => form.set({ tracesToProfiles: { ...link, ...part } });
  const typeId = useId();
  const types = useProfileTypes(link.datasourceUid);
  const chosen = link.profileTypeId ? [link.profileTypeId] : [];
  return (
    <>
      <TagNames
        label={t('settings.profiles.tags', 'Tags of the profile')}
        description={t(
          'settings.profiles.tags-description',
          'Tags of the span or its service, and their label names in Pyroscope when they differ. Without any: service.name (as service_name) and service.namespace (as service_namespace).',
        )}
        nameLabel={(number) => t('settings.profiles.tag-name', 'Label of tag {{number}} in profiles', { number })}
        namePlaceholder={t('settings.profiles.tag-name-placeholder', 'Its label')}
        tags={link.tags ?? []}
        onChange={(tags) => set({ tags: tags.length > 0 ? tags : undefined })}
        readOnly={form.readOnly}
      />
      <Field
        label={t('settings.profiles.type', 'Profile type')}
        description={t('settings.profiles.type-description', 'Choose one of those that Pyroscope has, or type its ID.')}
        disabled={form.readOnly}
      >
        <Select<string>
          inputId={typeId}
          width={settingWidth}
          allowCustomValue
          isClearable
          disabled={form.readOnly}
          placeholder={t('settings.profiles.type-placeholder', 'Profile type')}
          options={[...new Set([...types, ...chosen])].map((id) => ({ label: id, value: id }))}
          value={link.profileTypeId ?? null}
          onChange={(option) => set({ profileTypeId: option?.value })}
        />
      </Field>
      <OwnQuery
        link={link}
        set={set}
        texts={{
          custom: {
            label: t('settings.profiles.custom', 'Label selector of your own'),
            description: t('settings.profiles.custom-description', 'Instead of the one made from the tags above.'),
          },
          query: {
            label: t('settings.profiles.query', 'Label selector'),
            description: t('settings.profiles.query-description', 'With variables of the span: {{example}}', {
              example: '{${__tags}}, {service_name="${__span.tags["service.name"]}"}',
              interpolation: { escapeValue: false },
            }),
          },
        }}
        readOnly={form.readOnly}
      />
    </>
  );
}
