// `sysctl -w`
import type { SysctlRow } from '../../../engine/trace/rows.ts';
import type { Forms } from './form.ts';

const write = (key: string, value: string | number) => `sysctl -w ${key}=${value}`;

export const sysctl: Forms<SysctlRow> = {
  edit({ value: before }, key) {
    return {
      values: { value: String(before) },
      fields: () => [{ name: 'value' }],
      commands: ({ value = '' }) => (value === String(before) ? [] : [write(key, value)]),
    };
  },
  toggle: ({ value }, key) => [write(key, value === 0 ? 1 : 0)],
};
