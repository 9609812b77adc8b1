export const warnings = {
  title: 'Warnings',
  several: (count: number) => `${count} things in what was declared are left out, or look wrong`,
};
