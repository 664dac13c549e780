// Where things stand on a drawing of a network.

/**
 * @typedef {{x: number, y: number}} Point
 */

/** The width and height of a drawing. */
export const SIZE = 360;
const PULL = 1.2;

/**
 * Places on the drawing, by forces (Fruchterman and Reingold 1991) from a circle; the same input gives the same places.
 * @param {number} count
 * @param {number[][]} links
 * @returns {Point[]}
 */
export function layout(count, links) {
  const [center, reach] = [SIZE / 2, SIZE / 2 - 40];
  const points = Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * i / count - Math.PI / 2;
    return { x: center + reach * Math.cos(angle) * 0.8, y: center + reach * Math.sin(angle) * 0.8 };
  });
  const ideal = 0.75 * SIZE / Math.sqrt(count);
  for (let heat = SIZE / 12; heat > 0.5; heat *= 0.94) {
    const moves = points.map(() => ({ x: 0, y: 0 }));
    /** @param {number} i @param {number} j @param {(distance: number) => number} force */
    const push = (i, j, force) => {
      const [dx, dy] = [points[i].x - points[j].x, points[i].y - points[j].y];
      const distance = Math.hypot(dx, dy) || 0.01;
      const strength = force(distance) / distance;
      moves[i].x += dx * strength;
      moves[i].y += dy * strength;
      moves[j].x -= dx * strength;
      moves[j].y -= dy * strength;
    };
    for (let i = 0; i < count; i += 1) {
      for (let j = i + 1; j < count; j += 1) push(i, j, (distance) => ideal * ideal / distance);
    }
    for (const [i, j] of links) push(i, j, (distance) => -distance * distance / ideal);
    points.forEach((point, i) => {
      // A pull to the middle keeps actors without ties from drifting away.
      const [x, y] = [moves[i].x + (center - point.x) * PULL, moves[i].y + (center - point.y) * PULL];
      const length = Math.hypot(x, y) || 1;
      point.x += x / length * Math.min(length, heat);
      point.y += y / length * Math.min(length, heat);
    });
  }
  return spread(points);
}

/**
 * The same places, stretched to fill the drawing but for room at the edges for names.
 * @param {Point[]} points
 */
function spread(points) {
  const stretch = (/** @type {"x" | "y"} */ axis, /** @type {number} */ low, /** @type {number} */ high) => {
    const values = points.map((point) => point[axis]);
    const [from, to] = [Math.min(...values), Math.max(...values)];
    for (const point of points) {
      point[axis] = to - from < 1 ? (low + high) / 2 : low + (point[axis] - from) / (to - from) * (high - low);
    }
  };
  stretch("x", 48, SIZE - 48);
  stretch("y", 16, SIZE - 28);
  return points;
}
