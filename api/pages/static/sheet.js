/* Prints the sheet, or draws it as a picture for the album. Written for browsers from Chrome 61 on. */
(function () {
  "use strict";
  var WIDTH = 1080;
  var MARGIN = 60;
  var LINES = { H2: [60, true, 0], H3: [46, true, 40], DT: [34, false, 18], DD: [42, false, 0], LI: [42, false, 12], P: [42, false, 12] };
  var FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";
  var kept = document.getElementById("kept");

  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  each(".by-browser", function (hint) { hint.hidden = true; });
  if (!kept || !HTMLCanvasElement.prototype.toBlob) { return; }
  each("[data-picture]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { keep(button.closest(".sheet")); });
  });

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  function keep(sheet) {
    picture(sheet).toBlob(function (blob) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = sheet.getAttribute("data-name");
      document.body.appendChild(link);
      link.click();
      link.remove();
      window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
      kept.textContent = kept.getAttribute("data-kept");
      kept.hidden = false;
    }, "image/png");
  }

  /* Twice over the same lines: the first time only to learn how high the picture is. */
  function picture(sheet) {
    var canvas = document.createElement("canvas");
    var pen = canvas.getContext("2d");
    canvas.width = WIDTH;
    canvas.height = draw(pen, sheet, false) + MARGIN;
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, WIDTH, canvas.height);
    pen.fillStyle = "#000000";
    draw(pen, sheet, true);
    return canvas;
  }

  function draw(pen, sheet, visibly) {
    var y = MARGIN;
    pen.textBaseline = "top";
    Array.prototype.forEach.call(sheet.querySelectorAll("h2, h3, dt, dd, li, p"), function (part) {
      if (part.classList.contains("off-paper")) { return; }
      var line = LINES[part.tagName];
      pen.font = (line[1] || part.classList.contains("number") ? "bold " : "") + line[0] + "px " + FONT;
      y += line[2];
      wrapped(pen, words(part)).forEach(function (text) {
        if (visibly) { pen.fillText(text, MARGIN, y); }
        y += Math.round(line[0] * 1.5);
      });
    });
    return y;
  }

  function words(part) {
    var bullet = part.tagName === "LI" ? "· " : "";
    var pieces = part.classList.contains("number") ? Array.prototype.map.call(part.children, function (group) { return group.textContent; }) : [part.textContent];
    return bullet + pieces.join(" ").replace(/\s+/g, " ").trim();
  }

  /* Lines that fit: a break between any two Chinese characters, else between words. */
  function wrapped(pen, text) {
    var lines = [];
    var line = "";
    (text.match(/[!-~\u00c0-\u024f]+|\s+|[\s\S]/g) || []).forEach(function (piece) {
      if (line && pen.measureText(line + piece).width > WIDTH - 2 * MARGIN) {
        lines.push(line);
        line = "";
      }
      line += line ? piece : piece.replace(/^\s+/, "");
    });
    return line ? lines.concat(line) : lines;
  }
})();
