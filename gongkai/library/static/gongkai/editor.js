// The rich text editor over the body's textarea. Without this script the textarea itself is edited.
// The schema keeps what core/html.py lets through; the server cleans again on save.
const field = document.querySelector("[data-editing]");
const textarea = field?.querySelector("textarea");
const toolbar = field?.querySelector(".toolbar");
const PLACES = ["center", "right", "noindent"];

function placeOf(element) {
  const named = PLACES.find((place) => element.classList.contains(place));
  if (named) return named;
  const aligned = element.getAttribute("align");
  return ["center", "right"].includes(aligned) ? aligned : null;
}

// A picture that stays on somebody's computer: a frame in the text says that it did not come along (core/html.py finds it).
const LOST = '<img alt="图片没有带进来，请删去这里，图片另作附件上传">';
const usable = (picture) => /\ssrc=["']?\s*(https?:\/\/|\/)/i.test(picture);

// Word and web pages bring styles and scripts, which the strict policy would refuse one by one: only the alignment stays.
function withoutStyles(html) {
  return html
    .replace(/<img\b[^>]*>/gi, (picture) => (usable(picture) ? picture : LOST))
    .replace(/<!--[\s\S]*?-->|<(style|script)[\s\S]*?<\/\1>/gi, "")
    .replace(/\son\w+=("[^"]*"|'[^']*')/gi, "")
    .replace(/\sstyle=("[^"]*"|'[^']*')/gi, (_, style) => {
      const aligned = /text-align:\s*(center|right)/i.exec(style);
      return aligned ? ` align="${aligned[1].toLowerCase()}"` : "";
    });
}

function extensions(m) {
  const kept = m.Extension.create({
    name: "kept",
    addGlobalAttributes() {
      return [
        {
          types: ["paragraph", "tableCell", "tableHeader"],
          attributes: { class: { default: null, parseHTML: placeOf } },
        },
        { types: ["paragraph", "heading"], attributes: { id: { default: null, parseHTML: (e) => e.id || null } } },
      ];
    },
  });
  return [
    m.Document, m.Paragraph, m.Text, m.HardBreak, m.History, m.Dropcursor, m.Gapcursor,
    m.Heading.configure({ levels: [2, 3, 4] }),
    m.Bold, m.Italic, m.Underline, m.Strike, m.Subscript, m.Superscript,
    m.BulletList, m.OrderedList.configure({ enableListAttributes: false }), m.ListItem, m.Blockquote, m.HorizontalRule,
    m.Link.configure({ openOnClick: false, enableTarget: false, autolink: false }),
    m.Image.extend({ parseHTML: () => [{ tag: "img" }] }), m.Table, m.TableRow, m.TableHeader, m.TableCell, kept,
  ];
}

const place = (name) => (c, editor) =>
  c.updateAttributes("paragraph", { class: editor.isActive("paragraph", { class: name }) ? null : name });

const DOES = {
  paragraph: (c) => c.setParagraph(),
  h2: (c) => c.toggleHeading({ level: 2 }),
  h3: (c) => c.toggleHeading({ level: 3 }),
  h4: (c) => c.toggleHeading({ level: 4 }),
  bold: (c) => c.toggleBold(),
  italic: (c) => c.toggleItalic(),
  underline: (c) => c.toggleUnderline(),
  noindent: place("noindent"),
  center: place("center"),
  right: place("right"),
  bullets: (c) => c.toggleBulletList(),
  numbers: (c) => c.toggleOrderedList(),
  quote: (c) => c.toggleBlockquote(),
  rule: (c) => c.setHorizontalRule(),
  table: (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  rowAfter: (c) => c.addRowAfter(),
  columnAfter: (c) => c.addColumnAfter(),
  rowDelete: (c) => c.deleteRow(),
  columnDelete: (c) => c.deleteColumn(),
  merge: (c) => c.mergeCells(),
  split: (c) => c.splitCell(),
  header: (c) => c.toggleHeaderCell(),
  tableDelete: (c) => c.deleteTable(),
  undo: (c) => c.undo(),
  redo: (c) => c.redo(),
};

const IS = {
  paragraph: (e) => e.isActive("paragraph"),
  h2: (e) => e.isActive("heading", { level: 2 }),
  h3: (e) => e.isActive("heading", { level: 3 }),
  h4: (e) => e.isActive("heading", { level: 4 }),
  bold: (e) => e.isActive("bold"),
  italic: (e) => e.isActive("italic"),
  underline: (e) => e.isActive("underline"),
  noindent: (e) => e.isActive("paragraph", { class: "noindent" }),
  center: (e) => e.isActive("paragraph", { class: "center" }),
  right: (e) => e.isActive("paragraph", { class: "right" }),
  bullets: (e) => e.isActive("bulletList"),
  numbers: (e) => e.isActive("orderedList"),
  quote: (e) => e.isActive("blockquote"),
  link: (e) => e.isActive("link"),
};

function askForLink(editor) {
  const dialog = field.querySelector("dialog");
  const input = dialog.querySelector("input");
  const error = dialog.querySelector(".error");
  input.value = editor.getAttributes("link").href || "";
  error.hidden = true;
  dialog.onclick = ({ target }) => {
    const what = target.dataset.link;
    if (!what) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (what === "set") {
      const href = input.value.trim();
      if (!/^(https?:\/\/|\/|#|mailto:|tel:)/.test(href)) {
        error.hidden = false;
        return;
      }
      if (editor.state.selection.empty && !editor.isActive("link")) {
        editor.chain().focus().insertContent([{ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }]).run();
      } else chain.setLink({ href }).run();
    }
    if (what === "unset") chain.unsetLink().run();
    dialog.close();
  };
  dialog.showModal();
}

function wire(editor) {
  const buttons = [...toolbar.querySelectorAll("[data-do]")];
  const inTable = toolbar.querySelector(".in-table");
  for (const button of buttons) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // what is typed next goes to the text
    button.addEventListener("click", () => {
      if (button.dataset.do === "link") return askForLink(editor);
      DOES[button.dataset.do](editor.chain().focus(), editor).run();
    });
  }
  const show = () => {
    for (const button of buttons) {
      const is = IS[button.dataset.do];
      if (is) button.setAttribute("aria-pressed", String(is(editor)));
    }
    inTable.hidden = !editor.isActive("table");
  };
  editor.on("transaction", show);
  show();
  toolbar.hidden = false;
}

async function start() {
  const m = await import(field.dataset.editing);
  const holder = document.createElement("div");
  holder.className = "paper";
  textarea.before(holder);
  const editor = new m.Editor({
    element: holder,
    extensions: extensions(m),
    content: textarea.value,
    injectCSS: false, // the strict policy forbids it; gongkai.css has the few rules
    editorProps: {
      transformPastedHTML: withoutStyles,
      transformPasted(slice, view) {
        // whole paragraphs pasted into an empty one keep their own alignment and level
        const { empty, $from } = view.state.selection;
        const whole = empty && $from.parent.isTextblock && !$from.parent.content.size && slice.content.childCount > 1;
        return whole ? new m.pm.model.Slice(slice.content, 0, 0) : slice;
      },
      attributes: { class: "prose small", role: "textbox", "aria-multiline": "true", "aria-labelledby": `${textarea.id}_label` },
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  textarea.hidden = true;
  textarea.addEventListener("restored", () => editor.commands.setContent(textarea.value));
  field.querySelector("label").addEventListener("click", () => editor.commands.focus());
  wire(editor);
}

if (textarea) start();
