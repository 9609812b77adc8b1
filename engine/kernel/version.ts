// Kernel releases: what Linux does, and prints, differs between them.

export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** `6.18`, `4.19.91-27.al7` to a version; 6.18 when the text holds none. */
export function parseKernelVersion(text: string): KernelVersion {
  const [, major = '6', minor = '18'] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return { major: Number(major), minor: Number(minor) };
}

/** Is this kernel `major.minor` or later? */
export function since(version: KernelVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
