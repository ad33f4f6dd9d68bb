// Suggestions under the search box: a combobox with a listbox. Without this script the box is a plain form.
(() => {
  const WAIT = 150;
  let boxes = 0;

  function equip(form) {
    const input = form.querySelector('input[name="q"]');
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `suggestions-${++boxes}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "检索建议");
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let timer, running, current = -1;

    function close() {
      list.hidden = true;
      current = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(option) {
      if (option.dataset.url) {
        location.assign(option.dataset.url);
      } else {
        input.value = option.dataset.text;
        form.requestSubmit();
      }
      close();
    }

    function show(suggestions) {
      list.replaceChildren(...suggestions.map((suggestion, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = suggestion.text;
        if (suggestion.url) option.dataset.url = suggestion.url;
        option.textContent = suggestion.text;
        option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
        return option;
      }));
      current = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(suggestions.length > 0));
    }

    function move(step) {
      const options = list.children;
      if (list.hidden || !options.length) return;
      if (current >= 0) options[current].setAttribute("aria-selected", "false");
      current = (current + step + (current < 0 && step < 0 ? 1 : 0) + options.length) % options.length;
      options[current].setAttribute("aria-selected", "true");
      options[current].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[current].id);
    }

    async function ask() {
      running?.abort();
      const typed = input.value.trim();
      if (!typed) return close();
      running = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: running.signal });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch { /* aborted, or no network: the form works all the same */ }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return;
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !list.hidden && current >= 0) {
        event.preventDefault();
        choose(list.children[current]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  }

  for (const form of document.querySelectorAll("form[data-suggest]")) equip(form);
})();
