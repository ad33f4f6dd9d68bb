// Public forms: a draft in this browser that survives a lost connection, counters, one submission, printing.
(() => {
  const DAYS = 3, SKIP = new Set(["hidden", "file", "password"]);
  const store = {
    read: (name) => { try { return JSON.parse(localStorage.getItem("draft-" + name)); } catch { return null; } },
    write: (name, value) => { try { localStorage.setItem("draft-" + name, JSON.stringify(value)); } catch { /* private mode */ } },
    clear: (name) => { try { localStorage.removeItem("draft-" + name); } catch { /* private mode */ } },
  };

  const kept = (form) => [...form.elements].filter((e) => e.name && !SKIP.has(e.type) && !("private" in e.dataset) && !e.closest("[data-challenge]"));
  const restore = (form, values) => {
    let restored = false;
    for (const e of kept(form)) {
      const value = values[e.name];
      if (!value) continue;
      if (e.type === "radio") { if (e.value === value && !e.checked && !("filled" in form.dataset)) { e.checked = restored = true; } }
      else if (!e.value) { e.value = value; restored = restored || Boolean(e.value); if (e.type !== "select-one") e.closest("details")?.setAttribute("open", ""); }
    }
    return restored;
  };
  const say = (form, text) => {
    const note = document.createElement("p");
    note.className = "banner calm";
    note.setAttribute("role", "status");
    note.append(text);
    form.before(note);
    return note;
  };
  const tell = (form, name) => {
    const note = say(form, "已恢复您上次没有提交的内容（保存在这个浏览器里，不含证件号码和附件）。");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn small", textContent: "清除草稿" });
    button.addEventListener("click", () => { store.clear(name); form.reset(); note.remove(); });
    note.append(button);
  };
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const name = form.dataset.draft;
    const draft = store.read(name);
    if (draft && Date.now() - draft.at > DAYS * 864e5) store.clear(name);
    else if (draft && restore(form, draft.values)) tell(form, name);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const values = { ...store.read(name)?.values };
        for (const e of kept(form)) if (e.type !== "radio" || e.checked) values[e.name] = e.value;
        store.write(name, { at: Date.now(), values });
      }, 400);
    });
  }
  for (const done of document.querySelectorAll("[data-draft-done]")) store.clear(done.dataset.draftDone);

  for (const area of document.querySelectorAll("[data-counted]")) {
    const most = Number(area.dataset.counted), counter = document.createElement("p");
    counter.className = "help num";
    counter.setAttribute("aria-live", "polite");
    const count = () => {
      const length = area.value.trim().length;
      counter.textContent = length > most ? `已写 ${length} 字，超出 ${length - most} 字，最多 ${most} 字` : `已写 ${length} 字，最多 ${most} 字`;
      counter.classList.toggle("error", length > most);
    };
    let timer;
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 300); });
    area.after(counter);
    count();
  }

  for (const form of document.querySelectorAll("form[data-once]")) {
    let note;
    form.addEventListener("submit", (event) => {
      note?.remove();
      if (!navigator.onLine) {
        event.preventDefault();
        note = say(form, "网络断开了，没有提交成功。填写的内容都在，请不要关闭本页，网络恢复后再按一次提交。");
        note.scrollIntoView();
        return;
      }
      if (form.ariaBusy === "true") event.preventDefault();
      form.ariaBusy = "true";
    });
    addEventListener("pageshow", () => { form.ariaBusy = null; });
  }

  for (const button of document.querySelectorAll("[data-printer]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
