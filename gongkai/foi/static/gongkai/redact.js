// Boxes on a page: drawn with mouse, pen or finger, moved by keyboard, kept in the fields of the form beside it.
(() => {
  const SVG = "http://www.w3.org/2000/svg", SIDES = ["left", "top", "right", "bottom"], STEP = 0.5, LEAST = 0.3;
  const svg = document.querySelector("[data-draw]");
  if (!svg) return;
  const place = (rect, [left, top, right, low]) => {
    rect.setAttribute("x", Math.min(left, right));
    rect.setAttribute("y", Math.min(top, low));
    rect.setAttribute("width", Math.abs(right - left));
    rect.setAttribute("height", Math.abs(low - top));
  };

  const form = svg.closest("form"), rows = form.querySelector("[data-rows]"), undo = form.querySelector("[data-undo]"), past = [];
  const pattern = rows.lastElementChild.cloneNode(true);
  form.querySelector("[data-tools]").hidden = false;
  const fields = (row) => SIDES.map((side) => row.querySelector(`[name=${side}]`));
  const read = () => [...rows.children].map((row) => fields(row).map((field) => field.value.trim())).filter((box) => box.some(Boolean));
  const clamp = (value) => Math.min(100, Math.max(0, value));
  const short = (value) => String(Math.round(clamp(value) * 100) / 100);

  // The fields are what counts; the picture follows them.
  const draw = () => {
    svg.replaceChildren();
    for (const row of rows.children) {
      const box = fields(row).map((field) => field.value.trim());
      if (!box.every((side) => side !== "" && Number.isFinite(Number(side)))) continue;
      const rect = svg.appendChild(document.createElementNS(SVG, "rect"));
      rect.setAttribute("tabindex", "0");
      rect.setAttribute("role", "button");
      rect.setAttribute("aria-label", `方框，左 ${box[0]}，上 ${box[1]}，右 ${box[2]}，下 ${box[3]}`);
      place(rect, box.map(Number));
      rect.row = row;
    }
  };
  const write = (boxes, remember = true) => {
    if (remember) { past.push(read()); undo.disabled = false; }
    rows.replaceChildren(...[...boxes, ["", "", "", ""]].map((box) => {
      const row = pattern.cloneNode(true);
      fields(row).forEach((field, i) => { field.value = box[i]; });
      return row;
    }));
    draw();
  };
  const add = (box) => { write([...read(), box.map(short)]); svg.lastElementChild?.focus(); };

  const at = (event) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    return [clamp(((event.clientX - left) / width) * 100), clamp(((event.clientY - top) / height) * 100)];
  };
  let start = null, ghost = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button || event.target !== svg || (event.pointerType === "touch" && !svg.classList.contains("touch"))) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    start = at(event);
    ghost = svg.appendChild(document.createElementNS(SVG, "rect"));
  });
  svg.addEventListener("pointermove", (event) => { if (start) place(ghost, [...start, ...at(event)]); });
  svg.addEventListener("pointercancel", () => { ghost?.remove(); start = null; });
  svg.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [x, y] = start, [u, v] = at(event);
    start = null;
    ghost.remove();
    if (Math.abs(u - x) > LEAST && Math.abs(v - y) > LEAST) add([Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)]);
  });

  const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  svg.addEventListener("keydown", (event) => {
    const { row } = event.target, index = row ? [...rows.children].indexOf(row) : -1;
    if (index < 0) return;
    const boxes = [...rows.children].map((each) => fields(each).map((field) => field.value.trim()));
    if (event.key === "Delete" || event.key === "Backspace") boxes.splice(index, 1);
    else if (event.key in MOVES) {
      const [x, y] = MOVES[event.key], [left, top, right, low] = boxes[index].map(Number);
      boxes[index] = (event.shiftKey ? [left, top, right + x, low + y] : [left + x, top + y, right + x, low + y]).map(short);
    } else return;
    event.preventDefault();
    write(boxes.filter((box) => box.some(Boolean)));
    if (event.key in MOVES) svg.children[index]?.focus();
  });

  form.querySelector("[data-add]").addEventListener("click", () => add([40, 45, 60, 50]));
  undo.addEventListener("click", () => { write(past.pop(), false); undo.disabled = !past.length; });
  // a finger scrolls the page until it is told to draw
  form.querySelector("[data-touch]").addEventListener("click", ({ currentTarget }) => { currentTarget.ariaPressed = String(svg.classList.toggle("touch")); });
  // a link to another page saves first, as the buttons do
  form.addEventListener("click", (event) => {
    const page = event.target.closest("a[href^='?page=']")?.search.match(/page=(\d+)/)?.[1];
    if (!page) return;
    event.preventDefault();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: page }));
    form.requestSubmit();
  });
  rows.addEventListener("input", draw);
  draw();
})();
