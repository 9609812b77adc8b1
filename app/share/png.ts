// A picture of dots from a picture of lines, as the browser paints it.

/** Dots to a drawing unit, for screens of today; fewer where the canvas would grow beyond what browsers paint. */
const FINE = 2;
const MOST_DOTS = 16_000;

async function painted(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** null when the browser cannot paint anything as large. */
export async function pngOf(svg: string): Promise<Blob | null> {
  const image = await painted(svg);
  const scale = Math.min(FINE, MOST_DOTS / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
