// Reading bar: larger text, high contrast, reading aloud. Runs before the first paint, so that nothing jumps.
(() => {
  const root = document.documentElement;
  const choices = { text: "large", contrast: "high" };
  const recall = (name) => { try { return localStorage.getItem("reading-" + name); } catch { return null; } };
  const keep = (name, on) => { try { localStorage.setItem("reading-" + name, on ? "1" : ""); } catch { /* private mode */ } };
  const apply = (name, on) => { if (on) root.dataset[name] = choices[name]; else delete root.dataset[name]; };
  for (const name in choices) apply(name, recall(name));

  const speech = window.speechSynthesis;
  root.dataset.script = speech ? "speaks" : "works"; // the buttons show from the first paint on, where they work
  const words = () => {
    const chosen = String(getSelection()).trim();
    const source = document.querySelector("[data-readable]") || document.getElementById("main");
    return (chosen || source.innerText).split(/(?<=[。！？；\n])/).map((s) => s.trim()).filter(Boolean);
  };
  const press = (name, on) => document.querySelectorAll(`[data-reading="${name}"]`).forEach((b) => b.setAttribute("aria-pressed", on));
  const read = (on) => {
    speech.cancel();
    press("aloud", on);
    if (!on) return;
    const parts = words();
    parts.forEach((part, i) => {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = "zh-CN";
      if (i === parts.length - 1) said.onend = () => press("aloud", false);
      speech.speak(said);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-reading]").forEach((button) => {
      const name = button.dataset.reading;
      button.setAttribute("aria-pressed", name === "aloud" ? false : Boolean(recall(name)));
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        if (name === "aloud") return read(on);
        keep(name, on);
        apply(name, on);
        press(name, on);
      });
    });
    document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
  });
  addEventListener("pagehide", () => speech && speech.cancel());
})();
