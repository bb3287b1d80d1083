/* Paints a composed picture on a canvas: one path for all lines or marks that look alike. */
import { trace } from "./shapes.js";

/** How much of a bubble's colour fills it: its names must stay easy to read. */
export const BUBBLE_TINT = 0.16;

/** Paint a picture; `ratio` is pixels of the canvas per pixel of the frame. */
export function paint(ctx, picture, palette, ratio) {
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const batch of picture.strokes) paintStrokes(ctx, batch, palette);
  for (const batch of picture.shapes) paintShapes(ctx, batch, palette);
  paintNames(ctx, picture.names, palette);
  ctx.restore();
}

function paintStrokes(ctx, { kind, alpha, width, dashes, lines, arrows }, palette) {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = ctx.fillStyle = palette[kind];
  ctx.lineWidth = width;
  ctx.setLineDash(dashes);
  ctx.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (!arrows.length) return;
  ctx.beginPath();
  for (const [tip, left, right] of arrows) {
    ctx.moveTo(...tip);
    ctx.lineTo(...left);
    ctx.lineTo(...right);
    ctx.closePath();
  }
  ctx.fill();
}

function paintShapes(ctx, { colour, shape, bubble, marks }, palette) {
  ctx.globalAlpha = 1;
  ctx.lineJoin = "round";
  ctx.fillStyle = palette[colour];
  ctx.strokeStyle = palette.ground;
  // A thin rim of the ground's colour keeps marks apart; marks as small as dots need none.
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const [x, y, r] of marks) trace(ctx, shape, x, y, r);
  if (bubble) {
    paintBubbles(ctx, palette, colour);
    return;
  }
  if (marks.some(([, , r]) => r > 4)) ctx.stroke();
  ctx.fill();
}

/** Bubbles are tinted, on the ground's colour, with a rim of the full colour. */
function paintBubbles(ctx, palette, colour) {
  ctx.fillStyle = palette.ground;
  ctx.fill();
  ctx.globalAlpha = BUBBLE_TINT;
  ctx.fillStyle = ctx.strokeStyle = palette[colour];
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.stroke();
}

function paintNames(ctx, names, palette) {
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = palette.ground;
  for (const { node, font, size, lines } of names) {
    ctx.font = `${font} ${size}px ${palette.family}`;
    for (const { text, x, y, soft } of lines) {
      ctx.fillStyle = soft ? palette.soft : palette.ink;
      if (node.type !== "Community") {
        ctx.globalAlpha = 0.85;
        ctx.strokeText(text, x, y);
      }
      ctx.globalAlpha = 1;
      ctx.fillText(text, x, y);
    }
  }
}

/** Cover the frame with the ground's colour, so that what is painted next stands out. */
export function veil(ctx, palette, alpha) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalAlpha = alpha;
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
}

/** Draw a ring around a mark. */
export function ring(ctx, palette, ratio, x, y, r) {
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.strokeStyle = palette.focus;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x, y, r + 4, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.restore();
}

/** Return a function that measures texts: (text, style, size) => pixels. */
export function measurer(family) {
  const ctx = document.createElement("canvas").getContext("2d");
  return (text, style, size) => {
    ctx.font = `${style} ${size}px ${family}`;
    return ctx.measureText(text).width;
  };
}
