#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""picture.py: a picture of a terminal's screen.

    tmux capture-pane -e -p > capture.ansi
    picture.py < capture.ansi > screen.png

Reads text with colours (SGR: 16, 256 and direct colours, bold, dim, underline,
reverse), writes a PNG.  Blocks, braille and rules are drawn, not taken from a
font, so that cells join.  Needs python3-pil and fonts-dejavu-core; for Korean
and other wide text also fonts-nanum-coding or fonts-noto-cjk.

    --size N    height of the font in pixels (default 16)
    --light     dark on light
    --paper RRGGBB  the background, as the terminal has it
    --brighten  bold brightens the first eight colours, as xterm does
    --cols N    at least so many columns
    --rows N    at least so many rows
"""
import argparse
import io
import os
import re
import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

NARROW = ["/usr/share/fonts/truetype/dejavu/DejaVuSansMono%s.ttf"]
WIDE = ["/usr/share/fonts/truetype/nanum/NanumGothicCoding%s.ttf",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/unifont/unifont.otf"]
# xterm's, as src/ui/palette.c has them
BASIC = ["000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd",
         "e5e5e5", "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff",
         "00ffff", "ffffff"]


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


def xterm(n):
    if n < 16:
        return rgb(BASIC[n])
    if n < 232:
        n -= 16
        return tuple(0 if v == 0 else 55 + 40 * v
                     for v in (n // 36, n // 6 % 6, n % 6))
    return (8 + 10 * (n - 232),) * 3


class Style:
    """What the next character looks like."""

    def __init__(self):
        self.fg = self.bg = None
        self.basic = None  # of the first eight, what fg is
        self.bold = self.dim = self.reverse = self.underline = False

    def copy(self):
        other = Style()
        other.__dict__.update(self.__dict__)
        return other

    def apply(self, parameters):
        """Takes the numbers of one SGR sequence."""
        p = []
        for group in parameters.split(";"):
            numbers = [int(x) if x else 0 for x in group.split(":")]
            if numbers[:2] in ([38, 2], [48, 2]) and len(numbers) > 5:
                del numbers[2]  # the colour space
            p += numbers
        while p:
            n = p.pop(0)
            if n == 0:
                self.__init__()
            elif n in (1, 2):
                self.bold, self.dim = self.bold or n == 1, self.dim or n == 2
            elif n == 22:
                self.bold = self.dim = False
            elif n in (4, 24):
                self.underline = n == 4
            elif n in (7, 27):
                self.reverse = n == 7
            elif n in (38, 48):
                colour = self.extended(p)
                if n == 38:
                    self.fg, self.basic = colour, None
                else:
                    self.bg = colour
            elif n == 39:
                self.fg = self.basic = None
            elif n == 49:
                self.bg = None
            elif 30 <= n <= 37 or 90 <= n <= 97:
                self.fg = xterm(n - 30 if n < 90 else n - 82)
                self.basic = n - 30 if n < 90 else None
            elif 40 <= n <= 47 or 100 <= n <= 107:
                self.bg = xterm(n - 40 if n < 100 else n - 92)

    @staticmethod
    def extended(p):
        kind = p.pop(0) if p else 0
        if kind == 5 and p:
            return xterm(p.pop(0) & 255)
        if kind == 2 and len(p) >= 3:
            return tuple(p.pop(0) & 255 for _ in range(3))
        return None


def columns(ch):
    if unicodedata.combining(ch):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def parse(text):
    """Lines of (column, columns, text, style)."""
    lines, style = [], Style()
    for line in text.split("\n"):
        cells, col = [], 0
        for piece in re.findall(r"\x1b\[[0-9;:]*[A-Za-z]|\x1b.|[\x0e\x0f\r]|[^\x1b\x0e\x0f\r]",
                                line):
            if piece.startswith("\x1b["):
                if piece.endswith("m"):
                    style.apply(piece[2:-1])
            elif piece[0] not in "\x1b\x0e\x0f\r":
                n = columns(piece)
                if n == 0 and cells:
                    c = cells[-1]
                    cells[-1] = (c[0], c[1], c[2] + piece, c[3])
                else:
                    cells.append((col, n, piece, style.copy()))
                    col += n
        lines.append(cells)
    while lines and not lines[-1]:
        lines.pop()
    return lines


class Painter:
    def __init__(self, lines, args):
        self.size = args.size
        self.fonts = {bold: self.font(NARROW, bold) for bold in (False, True)}
        self.wide = {bold: self.font(WIDE, bold) for bold in (False, True)}
        box = self.fonts[False].getbbox("M" * 10)
        self.w = round((box[2] - box[0]) / 10)
        ascent, descent = self.fonts[False].getmetrics()
        self.h = ascent + descent
        self.ascent = ascent
        self.light = args.light
        self.brighten = args.brighten
        self.plain = ((30, 30, 30), (252, 252, 250)) if args.light else \
            ((208, 208, 208), (20, 20, 24))
        if args.paper:
            self.plain = (self.plain[0], rgb(args.paper))
        rows = max(len(lines), args.rows)
        cols = max([args.cols] + [c[0] + c[1] for l in lines for c in l])
        self.edge = self.w
        self.image = Image.new("RGB", (cols * self.w + 2 * self.edge,
                                       rows * self.h + 2 * self.edge),
                               self.plain[1])
        self.draw = ImageDraw.Draw(self.image)
        for row, cells in enumerate(lines):
            for col, n, text, style in cells:
                self.cell(row, col, n, text, style)

    def font(self, names, bold):
        for name in names:
            for weight in ("Bold" if "Nanum" in name else "-Bold", "") \
                    if bold else ("",):
                path = name % weight if "%s" in name else name
                if os.path.exists(path):
                    return ImageFont.truetype(path, self.size)
        return None

    def colours(self, style):
        fg, bg = style.fg or self.plain[0], style.bg or self.plain[1]
        if style.bold and self.brighten and style.basic is not None:
            fg = xterm(style.basic + 8)
        if style.bold and style.fg is None:
            fg = (0, 0, 0) if self.light else (255, 255, 255)
        if style.dim:
            fg = tuple((6 * f + 4 * b) // 10 for f, b in zip(fg, bg))
        return (bg, fg) if style.reverse else (fg, bg)

    def cell(self, row, col, n, text, style):
        fg, bg = self.colours(style)
        x, y = self.edge + col * self.w, self.edge + row * self.h
        x1, y1 = x + n * self.w, y + self.h
        if bg != self.plain[1]:
            self.draw.rectangle((x, y, x1 - 1, y1 - 1), fill=bg)
        if style.underline:
            self.draw.line((x, y1 - 2, x1 - 1, y1 - 2), fill=fg)
        if text == " ":
            return
        code = ord(text[0])
        if 0x2800 <= code < 0x2900:
            self.braille(x, y, code - 0x2800, fg)
        elif 0x2580 <= code <= 0x2593:
            self.block(x, y, code, fg, bg)
        elif code in RULES:
            self.rule(x, y, RULES[code], fg)
        else:
            font = self.fonts[style.bold] if n == 1 else \
                self.wide[style.bold] or self.fonts[style.bold]
            self.draw.text((x, y + self.ascent), text, font=font, fill=fg,
                           anchor="ls")

    def braille(self, x, y, bits, fg):
        size = max(2, (self.w + 1) // 3)
        for i, (cx, cy) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1),
                                      (1, 2), (0, 3), (1, 3)]):
            if bits >> i & 1:
                px = x + (2 * cx + 1) * self.w // 4 - size // 2
                py = y + (2 * cy + 1) * self.h // 8 - size // 2
                self.draw.rectangle((px, py, px + size - 1, py + size - 1),
                                    fill=fg)

    def block(self, x, y, code, fg, bg):
        w, h = self.w, self.h
        if code == 0x2580:
            area = (x, y, x + w - 1, y + h // 2 - 1)
        elif code <= 0x2588:
            area = (x, y + h - h * (code - 0x2580) // 8, x + w - 1, y + h - 1)
        elif code <= 0x258f:
            area = (x, y, x + w * (0x2590 - code) // 8 - 1, y + h - 1)
        elif code == 0x2590:
            area = (x + w // 2, y, x + w - 1, y + h - 1)
        else:
            share = code - 0x2590
            fg = tuple((f * share + b * (4 - share)) // 4
                       for f, b in zip(fg, bg))
            area = (x, y, x + w - 1, y + h - 1)
        self.draw.rectangle(area, fill=fg)

    def rule(self, x, y, arms, fg):
        cx, cy = x + self.w // 2, y + self.h // 2
        ends = {"l": (x, cy), "r": (x + self.w - 1, cy),
                "u": (cx, y), "d": (cx, y + self.h - 1)}
        for arm in arms:
            self.draw.line((cx, cy) + ends[arm], fill=fg)


RULES = {0x2500: "lr", 0x2502: "ud", 0x252c: "lrd", 0x2524: "lud",
         0x251c: "rud", 0x2534: "lru", 0x253c: "lrud"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=16)
    parser.add_argument("--cols", type=int, default=0)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--paper")
    parser.add_argument("--brighten", action="store_true")
    args = parser.parse_args()
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    out = io.BytesIO()
    Painter(parse(text), args).image.save(out, "PNG", optimize=True)
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
