/* Size of letters and contrast change at once and are remembered behind the page's back.
   Without this file the forms do the same by loading the page anew. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var root = document.documentElement;
  var size = document.getElementById("size");
  var contrast = document.getElementById("contrast-form");
  if (!window.fetch || !window.URLSearchParams || !size) { return; }

  size.addEventListener("input", function () { wear("size-", size.value); });
  size.addEventListener("change", function () { remember(size.form, "size", size.value); });
  size.form.addEventListener("submit", function (event) {
    event.preventDefault();
    remember(size.form, "size", size.value);
    document.getElementById("settings").open = false;
    document.querySelector("#settings summary").focus();
  });

  contrast.addEventListener("submit", function (event) { event.preventDefault(); });
  contrast.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    wear("contrast-", button.value);
    Array.prototype.forEach.call(contrast.querySelectorAll("button"), function (other) {
      other.setAttribute("aria-pressed", String(other === button));
    });
    remember(contrast, "contrast", button.value);
  });

  function wear(kind, value) {
    var others = root.className.split(" ").filter(function (name) { return name.indexOf(kind) !== 0; });
    root.className = others.concat(kind + value).join(" ");
  }

  function remember(form, name, value) {
    var body = new URLSearchParams();
    body.append("to", form.querySelector("[name=to]").value);
    body.append(name, value);
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" }).catch(function () {
      form.submit();
    });
  }
})();
