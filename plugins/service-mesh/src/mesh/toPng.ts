/** The longest side of a picture that every browser can draw, in pixels. */
const LONGEST = 8192;

/** Pixels per unit, for screens that show more than one. */
const SHARPNESS = 2;

/** Turns an SVG picture into a PNG. */
export async function toPng(picture: {
  svg: string;
  width: number;
  height: number;
}): Promise<Blob> {
  const { svg, width, height } = picture;
  const scale = Math.min(SHARPNESS, LONGEST / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      blob =>
        blob ? resolve(blob) : reject(new Error('The picture is too large')),
      'image/png',
    );
  });
}
