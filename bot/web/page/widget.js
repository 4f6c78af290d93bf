// A button that opens the page in a panel, on any site that the service lets show it:
//   <script src="https://sampan.example/widget.js" async></script>
// with data-label, data-language ("en", "zh-Hant", "zh-Hans") and data-side ("left") if wanted.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src);
  if (document.querySelector(`[data-sampan="${home.origin}"]`)) return;

  const words = {
    "en": ["Ask", "Questions and answers", "Close"],
    "zh-Hant": ["提問", "問答", "關閉"],
    "zh-Hans": ["提问", "问答", "关闭"],
  };
  const codes = { "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant" };
  const locale = (script.dataset.language || document.documentElement.lang || navigator.language).toLowerCase();
  const known = codes[locale.split("-").slice(0, 2).join("-")] || (locale.startsWith("zh") ? "zh-Hans" : "en");
  const [ask, title, close] = words[known];
  const side = script.dataset.side === "left" ? "left" : "right";

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    button { font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer; border: 0; color: #fffaf2; background: #9c3a23; }
    button:focus-visible { outline: 3px solid #0e5963; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .open { position: fixed; ${side}: 20px; bottom: 20px; z-index: 2147483000; display: flex; gap: 10px; align-items: center; padding: 13px 20px; border-radius: 99px; box-shadow: 0 2px 6px #0003, 0 8px 24px #0003; }
    .panel { position: fixed; ${side}: 20px; bottom: 20px; z-index: 2147483001; width: min(440px, calc(100vw - 40px)); height: min(720px, calc(100vh - 40px)); border-radius: 16px; overflow: hidden; box-shadow: 0 4px 40px #0006; background: #f8f5ee; }
    .panel iframe { border: 0; width: 100%; height: 100%; display: block; }
    .close { position: absolute; top: 8px; right: 8px; width: 40px; height: 40px; padding: 0; border-radius: 10px; font-size: 22px; }
    [hidden] { display: none !important; }
    @media (max-width: 520px) { .panel { inset: 0; width: 100%; height: 100%; border-radius: 0; } }
    @media print { :host { display: none; } }
  `);

  const host = document.createElement("div");
  host.dataset.sampan = home.origin;
  host.lang = known;
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];

  const button = document.createElement("button");
  button.type = "button";
  button.className = "open";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "dialog");
  button.textContent = script.dataset.label || ask;

  const panel = document.createElement("div");
  panel.className = "panel";
  panel.hidden = true;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  const closing = document.createElement("button");
  closing.type = "button";
  closing.className = "close";
  closing.setAttribute("aria-label", close);
  closing.textContent = "×";
  panel.append(closing);
  root.append(button, panel);

  let frame = null;

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = title;
      frame.allow = "clipboard-write";
      frame.src = `${home.origin}/?embed=1&speak=${known}`;
      frame.addEventListener("load", () => panel.hidden || frame.focus());
      panel.prepend(frame);
    }
    panel.hidden = false;
    button.hidden = true;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  button.addEventListener("click", open);
  closing.addEventListener("click", shut);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) shut();
  });
  // Escape that is pressed inside the frame is told by the page there.
  addEventListener("message", (event) => {
    if (event.source === frame?.contentWindow && event.origin === home.origin && event.data?.type === "sampan:close") shut();
  });

  const show = () => document.body.append(host);
  if (document.body) show();
  else addEventListener("DOMContentLoaded", show);
})();
