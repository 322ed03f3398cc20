// Pictures for the fake engine: a table, a night with a star, a morning, and discs from above.

const gradient = (
  context: OffscreenCanvasRenderingContext2D,
  height: number,
  colors: readonly string[],
) => {
  const fill = context.createLinearGradient(0, 0, 0, height);
  colors.forEach((color, at) => fill.addColorStop(at / (colors.length - 1), color));
  return fill;
};

function box(context: OffscreenCanvasRenderingContext2D, x: number, y: number, side: number) {
  context.fillStyle = "#3f6ac8";
  context.fillRect(x, y - side, side, side);
  context.fillStyle = "#7ea2ea";
  context.fillRect(x, y - side * 1.12, side, side * 0.12);
}

function ball(
  context: OffscreenCanvasRenderingContext2D,
  at: { x: number; y: number },
  radius: number,
  color: string,
) {
  const fill = context.createRadialGradient(
    at.x - radius / 3,
    at.y - radius / 3,
    radius / 8,
    at.x,
    at.y,
    radius,
  );
  fill.addColorStop(0, "#ffffffcc");
  fill.addColorStop(0.35, color);
  fill.addColorStop(1, color);
  context.fillStyle = fill;
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 7);
  context.fill();
}

function star(context: OffscreenCanvasRenderingContext2D, x: number, y: number, radius: number) {
  context.fillStyle = "#ffc83d";
  context.beginPath();
  for (let point = 0; point < 10; point++) {
    const angle = -Math.PI / 2 + (point * Math.PI) / 5;
    const reach = point % 2 === 1 ? radius * 0.43 : radius;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.fill();
}

/** Pictures of long videos are copies of so many: to draw each of hours would take minutes. */
const KINDS = 256;
const drawn = new Map<number, ImageBitmap>();

/** Frame `index` of `frames`, 192 × 108. */
export function drawFrame(index: number, frames: number): Promise<ImageBitmap> {
  if (frames <= KINDS) return Promise.resolve(drawAt(index / frames));
  const kind = Math.floor((index / frames) * KINDS);
  const picture = drawn.get(kind) ?? drawAt(kind / KINDS);
  drawn.set(kind, picture);
  return createImageBitmap(picture);
}

/** The picture at a share of the video. */
function drawAt(time: number): ImageBitmap {
  const [width, height] = [192, 108];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  const ground = (colors: readonly string[], table: string) => {
    context.fillStyle = gradient(context, height, colors);
    context.fillRect(0, 0, width, height);
    context.fillStyle = table;
    context.fillRect(0, height * 0.62, width, height);
  };
  if (time < 0.31) {
    ground(["#3a2e5c", "#8a4a75", "#e8835f", "#f9c98d"], "#6b4240");
    box(context, width * 0.46, height * 0.84, height * 0.27);
    ball(context, { x: width * (time * 3.6 - 0.05), y: height * 0.78 }, height * 0.1, "#c23432");
  } else if (time < 0.44) {
    ground(["#0b1029", "#16204a", "#24306b"], "#171a38");
    star(context, width * 0.58, height * 0.37, height * 0.27);
    box(context, width * 0.16, height * 0.85, height * 0.24);
  } else if (time < 0.75) {
    ground(["#b9d3dc", "#dbe6e2", "#f2ecdf"], "#9a8067");
    box(context, width * 0.42, height * 0.84, height * 0.25);
    context.fillStyle = "#2f8f5b";
    context.beginPath();
    const x = width * Math.min(0.27, (time - 0.5) * 1.6);
    context.moveTo(x, height * 0.56);
    context.lineTo(x + 18, height * 0.87);
    context.lineTo(x - 18, height * 0.87);
    context.fill();
  } else {
    ground(["#ead9bf", "#c9ac86"], "#c9ac86");
    ball(context, { x: width * 0.3, y: height * 0.46 }, height * 0.15, "#c43a33");
    ball(context, { x: width * 0.53, y: height * 0.34 }, height * 0.12, "#4470c6");
    ball(context, { x: width * 0.56, y: height * 0.71 }, height * 0.13, "#37965f");
    ball(context, { x: width * 0.76, y: height * 0.5 }, height * 0.1, "#f2b733");
  }
  return canvas.transferToImageBitmap();
}
