// Drafts save themselves: some seconds after typing, on Ctrl+S, and into this browser when the server cannot take them.
// Without this script the form is saved with its button.
const form = document.querySelector("form[data-autosave]");
if (form) {
  const status = document.getElementById("saved");
  const key = `gongkai-${form.dataset.key}`;
  const QUIET = 4000; // after the last key
  let timer = 0;
  let dirty = false;
  let stopped = false;
  let leaving = false;

  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

  const say = (text, tone = "", link = null) => {
    status.className = tone ? `note ${tone}` : "soft";
    status.textContent = text;
    if (link) {
      const a = document.createElement("a");
      [a.href, a.textContent, a.target] = [link[0], link[1], "_blank"];
      status.append(" ", a);
    }
  };

  const keepHere = () => {
    try {
      localStorage.setItem(key, JSON.stringify(fields().filter(([name]) => name !== "stamp")));
    } catch { /* private window or full: the page itself still holds the text */ }
  };

  async function save() {
    clearTimeout(timer);
    if (!dirty || stopped) return;
    dirty = false;
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams([...fields(), ["csrfmiddlewaretoken", form.csrfmiddlewaretoken.value]]),
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
      });
    } catch {
      dirty = true;
      timer = setTimeout(save, 15000);
      return say("网络不通，内容暂存在本机，稍后自动再存。", "warning");
    }
    if (answer.ok) {
      const { stamp, at, wrong } = await answer.json();
      form.stamp.value = stamp;
      if (!dirty) localStorage.removeItem(key);
      if (wrong.length) return say(`${at} 已自动保存，“${wrong.join("”“")}”填写有误，没有存入。`, "warning");
      return say(`${at} 已自动保存`);
    }
    dirty = true;
    if (answer.status === 409) {
      stopped = true;
      const { message } = await answer.json();
      return say(message, "error", [location.pathname, "在新窗口查看最新稿"]);
    }
    if (answer.status === 401 || answer.status === 403) {
      timer = setTimeout(save, 15000);
      return say("登录已过期，内容暂存在本机。请在新窗口登录，本页会接着自动保存。", "error", ["/desk/login/?next=/desk/", "去登录"]);
    }
    timer = setTimeout(save, 30000);
    say("自动保存没有成功，内容暂存在本机，稍后再试。", "error");
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    keepHere();
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      dirty = true;
      save();
    }
  });
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    const large = files.find((file) => file.size > Number(form.dataset.limit));
    if (large) {
      event.preventDefault();
      return say(`“${large.name}”超过 ${form.dataset.limit / 1048576} MB，没有上传。请压缩或拆分后再选。`, "error");
    }
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });

  const offer = () => {
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    const now = new Map(fields());
    if (!kept || !kept.some(([name, value]) => now.get(name) !== value)) return localStorage.removeItem(key);
    const note = document.createElement("div");
    note.className = "note warning row";
    note.append("本机暂存了上次没有保存成功的内容。 ");
    for (const [label, take] of [["恢复", true], ["不要了", false]]) {
      const button = document.createElement("button");
      [button.type, button.className, button.textContent] = ["button", "btn", label];
      button.addEventListener("click", () => {
        if (take) {
          for (const [name, value] of kept) {
            const input = form.elements[name];
            if (input && "value" in input) input.value = value;
          }
          form.elements.body.dispatchEvent(new Event("restored"));
          form.dispatchEvent(new Event("input"));
        } else localStorage.removeItem(key);
        note.remove();
      });
      note.append(button);
    }
    form.querySelector(".deed").prepend(note);
  };
  try { offer(); } catch { /* storage is closed in this window */ }
}
