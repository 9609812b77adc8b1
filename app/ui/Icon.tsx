// Small line drawings of 16 by 16, one stroke. They never carry meaning alone.
const PATHS = {
  forward: 'M5 3.500 11 8l-6 4.500z M13 3.500v9',
  back: 'M11 3.500 5 8l6 4.500z M3 3.500v9',
  next: 'M6 3.500 10.500 8 6 12.500',
  previous: 'M10 3.500 5.500 8 10 12.500',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5.500 3.500v9 M10.500 3.500v9',
  link: 'M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2.200-2.200a2.600 2.600 0 0 0-3.700-3.700l-.9.9 M9.200 6.800a2.600 2.600 0 0 0-3.700 0L3.300 9a2.600 2.600 0 0 0 3.700 3.700l.9-.9',
  copy: 'M6 5.500h6.500v7.500H6z M4 10.500H3.500V3H10v.5',
  pin: 'M6 2.500h4 M6.500 2.500v4L4.500 9h7L9.500 6.500v-4 M8 9v4.500',
  light:
    'M8 5.200a2.800 2.800 0 1 1 0 5.600a2.800 2.800 0 0 1 0-5.600z M8 1.500v1.200 M8 13.300v1.200 M1.500 8h1.200 M13.300 8h1.200 M3.400 3.400l.9.9 M11.700 11.700l.9.9 M3.400 12.600l.9-.9 M11.700 4.300l.9-.9',
  dark: 'M13 9.600A5.400 5.400 0 0 1 6.400 3a5.400 5.400 0 1 0 6.600 6.600z',
  system: 'M2.500 3.500h11v7.500h-11z M6 13.500h4',
  close: 'M4 4l8 8 M12 4l-8 8',
  down: 'M4.500 6.500 8 10l3.500-3.500',
  export: 'M8 2.500v7.500 M5 7l3 3 3-3 M3 10.500v2.500h10v-2.500',
  embed: 'M5.500 5 2.500 8l3 3 M10.500 5l3 3-3 3 M9 3.500 7 12.500',
  present: 'M2.500 3h11v7.500h-11z M8 10.500v3 M5.500 13.500h5',
  note: 'M3 3h10v7l-3 3H3z M13 10h-3v3 M5.500 6h5 M5.500 8.500h2.500',
  check: 'M3.500 8.500l3 3 6-7',
  cross: 'M4.500 4.500l7 7 M11.500 4.500l-7 7',
  request: 'M2.500 8h10 M9 4.500 12.500 8 9 11.500',
  reply: 'M13.500 8h-10 M7 4.500 3.500 8 7 11.500',
  arp: 'M6 6a2 2 0 1 1 2.700 1.900c-.5.2-.7.600-.7 1.100v.5 M8 12v.01',
  error: 'M8 3.500v5.500 M8 12v.01',
  segment: 'M2.500 6h10l-2.500-2.500M13.500 10h-10l2.500 2.500',
  datagram: 'M3.500 5h9v6h-9z M3.500 5.500 8 8.500l4.500-3',
  terminal: 'M2.500 3.500h11v9h-11z M4.500 6 6.500 8 4.500 10 M8 10h3.500',
  drop: 'M4.500 4.500l7 7 M11.500 4.500l-7 7',
  compare: 'M2.500 3.500h4.500v9H2.500z M9 3.500h4.500v9H9z',
  equal: 'M4.500 6.500h7 M4.500 9.500h7',
  unequal: 'M4.500 6.500h7 M4.500 9.500h7 M10.500 3.500l-5 9',
  timer: 'M8 4v4l2.500 1.500 M8 2.500a5.500 5.500 0 1 1 0 11a5.500 5.500 0 0 1 0-11z',
  plus: 'M8 3.500v9 M3.500 8h9',
  folder: 'M2.500 12.500v-8h4l1.500 2h5.500v6z',
  save: 'M8 2.500v7 M5 6.500l3 3 3-3 M3 13h10',
  edit: 'M3 13l.7-3 7-7 2.300 2.300-7 7z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
