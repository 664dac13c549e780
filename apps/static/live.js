// Brings the page's anywidgets to life where they stand, and keeps them in step with their kernel. The page reads and
// the instruments work without the kernel: what it adds is that the notebook sees the answers and can change the page.

/** @typedef {Record<string, any>} State */
/** @typedef {{kernel: string | null, models: Record<string, State>, shared: string[]}} Live */
/** @typedef {{header: {msg_id: string}, parent_header: {msg_id?: string}, msg_type: string, content: any}} Message */

const RETRIES = [500, 1000, 2000, 4000];
const KERNEL_ENDED = 4000;
const LOST = "The connection to the server is lost. The page goes on working, and what you typed is still here. " +
  "Trying to connect again…";
const ENDED =
  "The server no longer keeps a place for this page. The page goes on working, and what you typed is still " +
  "here until you close or reload it. Parts made on the server do not change any more.";
const NO_MODULE = "This part of the page could not be started. What you see here does not react.";
const CHANGES = "[data-html], [data-text]";
const ALLOWED = new Set(
  ("P BR HR H2 H3 H4 H5 H6 UL OL LI DL DT DD STRONG EM B I CODE PRE TABLE CAPTION THEAD TBODY TR TH TD A").split(" "),
);

/** A widget's state in the page: the part of anywidget's model interface that its modules use. */
class Model {
  /** @param {string} id @param {State} state @param {(model: Model) => void} send */
  constructor(id, state, send) {
    this.id = id;
    /** @type {State} */
    this.state = state;
    /** Names of what the page has set since it was opened: sent whole when a lost connection comes back. */
    this.touched = /** @type {Set<string>} */ (new Set());
    /** Names of what the page has set and not yet sent. */
    this.unsent = /** @type {Set<string>} */ (new Set());
    /** The message whose answer must come before the next is sent, if any. */
    this.waitingFor = "";
    this.send = send;
    /** @type {Map<string, Set<(...args: any[]) => void>>} */
    this.listeners = new Map();
    this.widget_manager = {};
  }

  /** @param {string} name */
  get(name) {
    return this.state[name];
  }

  /** @param {string} name @param {any} value */
  set(name, value) {
    this.unsent.add(name);
    this.touched.add(name);
    this.take({ [name]: value });
  }

  save_changes() {
    this.send(this);
  }

  /** Take values without sending them. @param {State} values */
  take(values) {
    const changed = Object.keys(values).filter((name) => !same(this.state[name], values[name]));
    Object.assign(this.state, values);
    for (const name of changed) this.emit(`change:${name}`, this, values[name]);
    if (changed.length > 0) this.emit("change", this);
  }

  /** @param {string} events @param {...any} args */
  emit(events, ...args) {
    for (const listener of [...this.listeners.get(events) ?? []]) listener(...args);
  }

  /** @param {string} events @param {(...args: any[]) => void} listener */
  on(events, listener) {
    for (const event of events.split(/\s+/)) {
      this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
    }
  }

  /** @param {string} [events] @param {(...args: any[]) => void} [listener] */
  off(events, listener) {
    for (const event of events?.split(/\s+/) ?? [...this.listeners.keys()]) {
      if (listener) this.listeners.get(event)?.delete(listener);
      else this.listeners.delete(event);
    }
  }
}

/** @param {any} a @param {any} b */
function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The kernel's end of the page. */
class Line {
  /** @param {string} kernel @param {Map<string, Model>} models */
  constructor(kernel, models) {
    this.kernel = kernel;
    this.models = models;
    this.session = crypto.randomUUID?.() ?? `page-${Math.random().toString(36).slice(2)}`;
    this.count = 0;
    this.tries = 0;
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const path = `/api/kernels/${this.kernel}/channels?session_id=${this.session}`;
    const socket = new WebSocket(`${scheme}://${location.host}${path}`);
    socket.addEventListener("open", () => this.opened(socket));
    socket.addEventListener("message", (event) => this.take(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.closed(event.code));
  }

  /** @param {WebSocket} socket */
  opened(socket) {
    this.socket = socket;
    this.tries = 0;
    tell("");
    mark("connected");
    for (const model of this.models.values()) {
      model.waitingFor = "";
      model.unsent = new Set(model.touched);
      this.send(model);
    }
  }

  /** @param {number} code */
  closed(code) {
    this.socket = undefined;
    mark("lost");
    const wait = RETRIES[this.tries++];
    if (code === KERNEL_ENDED || wait === undefined) {
      tell(ENDED);
    } else {
      tell(LOST);
      setTimeout(() => this.open(), wait);
    }
  }

  /** Send what a model has not sent yet, unless the kernel still works on the last. @param {Model} model */
  send(model) {
    if (!this.socket || model.waitingFor || model.unsent.size === 0) return;
    const state = Object.fromEntries([...model.unsent].map((name) => [name, model.state[name]]));
    model.unsent.clear();
    model.waitingFor = `${this.session}-${this.count++}`;
    this.socket.send(JSON.stringify({
      channel: "shell",
      header: {
        msg_id: model.waitingFor,
        msg_type: "comm_msg",
        session: this.session,
        username: "",
        date: new Date().toISOString(),
        version: "5.3",
      },
      parent_header: {},
      metadata: {},
      content: { comm_id: model.id, data: { method: "update", state, buffer_paths: [] } },
      buffers: [],
    }));
  }

  /** @param {Message} message */
  take(message) {
    const { msg_type, content } = message;
    if (msg_type === "status" && content.execution_state === "idle") {
      for (const model of this.models.values()) {
        if (model.waitingFor && model.waitingFor === message.parent_header.msg_id) {
          model.waitingFor = "";
          this.send(model);
        }
      }
    } else if (msg_type === "comm_msg" && content.data?.method === "update") {
      this.models.get(content.comm_id)?.take(content.data.state);
      change(content.comm_id, content.data.state);
    } else if (msg_type === "comm_msg" && content.data?.method === "custom") {
      this.models.get(content.comm_id)?.emit("msg:custom", content.data.content, []);
    }
  }
}

/** Show a new value of an HTML or Label widget. @param {string} id @param {State} state */
function change(id, state) {
  if (typeof state.value !== "string") return;
  for (const place of document.querySelectorAll(CHANGES)) {
    if (!(place instanceof HTMLElement)) continue;
    if (place.dataset.text === id) place.textContent = state.value;
    if (place.dataset.html === id) place.replaceChildren(...safe(state.value));
  }
}

/** Return what a text says in plain markup; anything else in it stays text. @param {string} text @returns {Node[]} */
function safe(text) {
  return clean(new DOMParser().parseFromString(text, "text/html").body);
}

/** @param {Node} parent @returns {Node[]} */
function clean(parent) {
  return [...parent.childNodes].filter((node) => node.nodeType !== Node.COMMENT_NODE).map((node) => {
    if (!(node instanceof Element)) return document.createTextNode(node.textContent ?? "");
    if (!ALLOWED.has(node.tagName)) return document.createTextNode(node.outerHTML);
    const copy = document.createElement(node.tagName);
    const link = node.getAttribute("href") ?? "";
    if (copy instanceof HTMLAnchorElement && /^(https?:|mailto:|[#/])/.test(link)) copy.href = link;
    if (node.tagName === "TH") copy.setAttribute("scope", node.getAttribute("scope") ?? "col");
    copy.append(...clean(node));
    return copy;
  });
}

/** Say something beside the title, aloud too. @param {string} sentence */
function tell(sentence) {
  const place = document.getElementById("line");
  if (place && place.textContent !== sentence) place.textContent = sentence;
}

/** Note how far the page is. @param {string} stage */
function mark(stage) {
  document.documentElement.dataset.live = stage;
  performance.mark(`live-${stage}`);
}

const modules = /** @type {Map<string, Promise<any>>} */ (new Map());
const styles = /** @type {Set<string>} */ (new Set());

/** Load a widget's own module, once for all widgets that share it. @param {string} source */
function load(source) {
  let loading = modules.get(source);
  if (!loading) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    loading = import(url).then((module) => module.default).finally(() => URL.revokeObjectURL(url));
    modules.set(source, loading);
  }
  return loading;
}

/** @param {string} source */
function style(source) {
  if (styles.has(source)) return;
  styles.add(source);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(source);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @param {HTMLElement} place @returns {Control[]} */
function controls(place) {
  return [...place.querySelectorAll("input, select, textarea")].map((control) => /** @type {Control} */ (control));
}

/** @param {Control} control */
function filled(control) {
  return control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)
    ? `${control.checked}`
    : control.value;
}

/**
 * Start a widget in its place. What was typed before the script came is typed again.
 * @param {HTMLElement} place @param {Model} model @param {string[]} shared
 */
async function start(place, model, shared) {
  const widget = await load(shared[model.get("_esm")]);
  const made = typeof widget === "function" ? await widget() : widget;
  if (model.get("_css") !== undefined) style(shared[model.get("_css")]);
  model.take({ html: place.innerHTML });
  await made.initialize?.({ model });
  const before = controls(place).map(filled);
  place.replaceChildren();
  await made.render({ model, el: place });
  const after = controls(place);
  if (after.length !== before.length) return;
  after.forEach((control, index) => {
    if (filled(control) === before[index]) return;
    if (before[index] === "true" && filled(control) === "false") control.click();
    else if (!["true", "false"].includes(before[index])) control.value = before[index];
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** Make tabs of a list of sections. @param {HTMLElement} tabs @param {number} number */
function tabs(tabs, number) {
  const sections = [...tabs.children].map((child) => /** @type {HTMLElement} */ (child));
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  const buttons = sections.map((section, index) => {
    const button = document.createElement("button");
    const title = /** @type {HTMLElement} */ (section.querySelector(".tab-title"));
    button.type = "button";
    button.id = `tab-${number}-${index}`;
    button.textContent = title.textContent;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", section.id = `panel-${number}-${index}`);
    section.setAttribute("role", "tabpanel");
    section.setAttribute("aria-labelledby", button.id);
    title.classList.add("unseen");
    button.addEventListener("click", () => select(index));
    return button;
  });
  /** @param {number} chosen */
  const select = (chosen) => {
    buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", `${index === chosen}`);
      button.tabIndex = index === chosen ? 0 : -1;
      sections[index].hidden = index !== chosen;
    });
  };
  list.addEventListener("keydown", (event) => {
    const now = buttons.findIndex((button) => button.getAttribute("aria-selected") === "true");
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const chosen = (next + buttons.length) % buttons.length;
    select(chosen);
    buttons[chosen].focus();
  });
  list.append(...buttons);
  tabs.prepend(list);
  select(Math.min(Number(tabs.dataset.selected), buttons.length - 1));
}

/** Start everything the page holds. */
async function main() {
  /** @type {Live} */
  const live = JSON.parse(document.getElementById("live")?.textContent ?? "");
  /** @type {Map<string, Model>} */
  const models = new Map();
  /** @type {Line | undefined} */
  let line = undefined;
  for (const [id, state] of Object.entries(live.models)) {
    models.set(id, new Model(id, state, (model) => line?.send(model)));
  }
  document.querySelectorAll(".tabs").forEach((element, index) => tabs(/** @type {HTMLElement} */ (element), index));
  if (live.kernel) line = new Line(live.kernel, models);
  const places = [...document.querySelectorAll("[data-model]")].map((place) => /** @type {HTMLElement} */ (place));
  await Promise.all(places.map(async (place) => {
    const model = models.get(place.dataset.model ?? "");
    try {
      if (model) await start(place, model, live.shared);
    } catch (error) {
      console.error(error);
      const note = document.createElement("p");
      note.className = "problem";
      note.textContent = NO_MODULE;
      place.prepend(note);
    }
  }));
  performance.mark("live-interactive");
  document.documentElement.dataset.interactive = "yes";
}

main();
