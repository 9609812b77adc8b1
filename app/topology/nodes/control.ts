// SVG has no button: what a drawn thing needs to be one for keyboard and screen reader.

export function control(label: string, pressed?: boolean) {
  return { role: 'button', tabIndex: 0, 'aria-label': label, 'aria-pressed': pressed } as const;
}
