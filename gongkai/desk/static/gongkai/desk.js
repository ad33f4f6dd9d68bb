// A form pressed twice is sent once. The server also refuses the second; this only spares the surprise.
document.addEventListener("submit", (event) => {
  const { dataset } = event.target;
  if (event.defaultPrevented) return;
  if (Date.now() - Number(dataset.sent || 0) < 3000) event.preventDefault();
  else dataset.sent = Date.now();
});

// One box ticks all of its table; without scripts it is not there.
for (const all of document.querySelectorAll("[data-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const one of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) one.checked = all.checked;
  });
}
