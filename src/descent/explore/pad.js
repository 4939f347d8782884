// A square of 8 × 8 pixels to draw in, with the mouse, a finger or keys. The model's `value` is the ink of each pixel,
// 0 to 16, row by row.
const SIDE = 8, FULL = 16, PIXEL = 26;
const HELP = "Drawing of 8 by 8 pixels. Arrow keys move, with Shift they draw; Space draws, Backspace erases, Delete clears.";

function render({ model, el }) {
  const root = document.createElement("div"), title = document.createElement("div");
  const canvas = document.createElement("canvas"), clear = document.createElement("button");
  canvas.width = canvas.height = SIDE * PIXEL;
  Object.assign(root.style, { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: "4px" });
  Object.assign(root.style, { margin: "2px 2px 2px 4px", width: "30em", maxWidth: "100%" });
  Object.assign(canvas.style, { touchAction: "none", cursor: "crosshair", background: "white", borderRadius: "3px" });
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", HELP);
  // In JupyterLab, the arrows would go to the next cell.
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  title.textContent = model.get("description");
  clear.textContent = "Clear the drawing";
  clear.className = "jupyter-widgets jupyter-button widget-button";
  root.append(title, canvas, clear);
  el.append(root);

  const paper = canvas.getContext("2d");
  let here = [3, 3], last = null; // the cell of the keys, row and column; where the pointer was, x and y in pixels

  function draw() {
    const ink = model.get("value"), off = model.get("disabled");
    canvas.style.opacity = off ? 0.5 : 1;
    clear.disabled = off;
    ink.forEach((amount, i) => {
      const shade = Math.round(255 * (1 - amount / FULL));
      paper.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
      paper.fillRect((i % SIDE) * PIXEL, Math.floor(i / SIDE) * PIXEL, PIXEL, PIXEL);
    });
    paper.strokeStyle = "#bbbbbb";
    paper.lineWidth = 1;
    for (let k = 0; k <= SIDE; k++) {
      paper.strokeRect(k * PIXEL, 0, 0, SIDE * PIXEL);
      paper.strokeRect(0, k * PIXEL, SIDE * PIXEL, 0);
    }
    const focus = document.activeElement === canvas;
    canvas.style.outline = focus ? "3px solid #56B4E9" : "1px solid #777777";
    if (focus) {
      paper.strokeStyle = "#D55E00";
      paper.lineWidth = 3;
      paper.strokeRect(here[1] * PIXEL + 2, here[0] * PIXEL + 2, PIXEL - 4, PIXEL - 4);
    }
  }

  function put(ink) {
    model.set("value", ink);
    model.save_changes();
    draw();
  }

  // A round pen: a pixel gets the more ink the nearer its middle is to (x, y).
  function touch(points) {
    const ink = [...model.get("value")];
    for (const [x, y] of points)
      for (let i = 0; i < ink.length; i++) {
        const away = Math.hypot((i % SIDE) + 0.5 - x, Math.floor(i / SIDE) + 0.5 - y);
        ink[i] = Math.max(ink[i], Math.round(FULL * Math.min(1, Math.max(0, 1.35 - away))));
      }
    put(ink);
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  canvas.addEventListener("pointerdown", event => {
    if (model.get("disabled")) return;
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    here = [last[1], last[0]].map(at => Math.min(SIDE - 1, Math.max(0, Math.floor(at))));
    touch([last]);
  });
  canvas.addEventListener("pointermove", event => {
    if (!last) return;
    const next = place(event), steps = Math.ceil(Math.hypot(next[0] - last[0], next[1] - last[1]) * 4);
    const along = k => [0, 1].map(axis => last[axis] + ((next[axis] - last[axis]) * k) / steps);
    if (steps) touch(Array.from({ length: steps }, (_, k) => along(k + 1)));
    last = next;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  canvas.addEventListener("keydown", event => {
    const move = ARROWS[event.key], ink = [...model.get("value")];
    if (model.get("disabled") || !(move || [" ", "Backspace", "Delete"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (move) here = here.map((at, axis) => Math.min(SIDE - 1, Math.max(0, at + move[axis])));
    if (event.key === " " || (move && event.shiftKey)) return touch([[here[1] + 0.5, here[0] + 0.5]]);
    if (event.key === "Backspace") ink[here[0] * SIDE + here[1]] = 0;
    if (event.key === "Delete") ink.fill(0);
    if (move) draw();
    else put(ink);
  });
  canvas.addEventListener("focus", draw);
  canvas.addEventListener("blur", draw);
  clear.addEventListener("click", () => put(new Array(SIDE * SIDE).fill(0)));
  model.on("change:value", draw);
  model.on("change:disabled", draw);
  draw();
}

export default { render };
