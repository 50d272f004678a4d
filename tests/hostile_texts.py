"""Two hundred texts that a page must show as they are, whoever tries them."""

from __future__ import annotations

_HTML = """
<b>bold</b>
<h1>heading</h1>
<script>alert(1)</script>
<script src=//evil.example/x.js></script>
"><script>alert(1)</script>
'><script>alert(1)</script>
</td></tr></table><script>alert(1)</script>
</div></body></html><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</style><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
<img src=x onerror=alert(1)>
<img src=x onerror="alert`1`">
"><img src=x onerror=alert(1)>
<IMG SRC=x OnErRoR=alert(1)>
<img/src=x/onerror=alert(1)>
<img src='x' onerror='alert(1)'//
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x>
<math><mtext><img src=x onerror=alert(1)>
<iframe src=javascript:alert(1)>
<iframe srcdoc="<script>alert(1)</script>">
<object data=javascript:alert(1)>
<embed src=javascript:alert(1)>
<a href=javascript:alert(1)>click</a>
<a href="https://evil.example">click</a>
<form action=https://evil.example><input>
<input autofocus onfocus=alert(1)>
<body onload=alert(1)>
<marquee>runs</marquee>
<video src=x onerror=alert(1)>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>
<select autofocus onfocus=alert(1)>
<style>*{display:none}</style>
<link rel=stylesheet href=//evil.example/x.css>
<meta http-equiv=refresh content=0>
<base href=//evil.example/>
<template><b>x</b></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<xss id=x tabindex=1 onfocus=alert(1)>
<div style="position:fixed;inset:0;background:red">
<div class="st-key-canvas">x</div>
<!-- comment -->
<?php echo 1 ?>
<%= 7 * 7 %>
&lt;b&gt;
&#60;script&#62;
&amp;amp;
&nbsp;&copy;&#x1F4A9;
" onmouseover="alert(1)
' onmouseover='alert(1)
` onmouseover=alert(1)
" style="display:none
x" autofocus onfocus="alert(1)
"/><b>x</b>
<b
<
>
<>
</
"
'
\\"
"""
_MARKDOWN = """
**bold**
__bold__
*italic*
_italic_
***both***
~~struck~~
`code`
```code```
# Heading
###### Heading
> quote
- list
+ list
* list
1. list
1) list
- [x] task
---
***
===
| a | b |
|---|---|
[link](https://evil.example)
[link](javascript:alert(1))
[link]: https://evil.example
[^1]
![picture](https://evil.example/x.png)
![x](x" onerror="alert(1))
[![x](y)](z)
<https://evil.example>
https://evil.example/path
http://evil.example
www.evil.example
evil@evil.example
mailto:evil@evil.example
ftp://evil.example
javascript:alert(1)
data:text/html,<b>x</b>
line\\
\\*escaped\\*
\\
\\\\
~sub~
^sup^
==mark==
++ins++
Term : definition
a_b_c_d
2*3*4
:red[red]
:blue-background[x]
:red-badge[x]
:small[x]
:rainbow[x]
:primary[x]
:gray[:material/delete:]
:material/delete:
:material/close:
:streamlit:
:shortcode:
:smile:
:heart:
:+1:
:100:
::x::
:
->
<-
<->
--
---
>=
<=
~=
"""
_LATEX = r"""
$x^2$
$$x^2$$
$\frac{1}{2}$
$\href{javascript:alert(1)}{x}$
$\includegraphics{x}$
$\def\x{\x\x}\x$
\(x\)
\[x\]
\begin{matrix}1\end{matrix}
5$ and 6$
"""
_PROGRAMS = """
{braces}
{0}
{}
{{7*7}}
{count}
{__class__}
{name!r}
{% for x in y %}
${7*7}
#{7*7}
%s %d %n
%(name)s
%00
%3Cscript%3E
'; DROP TABLE drawings; --
" OR 1=1 --
'); DELETE FROM drawings; --
\\x00\\n
../../etc/passwd
..\\..\\windows
/etc/passwd
C:\\CON
NUL
null
None
undefined
NaN
true
-1
0
1e309
99999999999999999999
[object Object]
__proto__
constructor
datum.value
=1+1
=HYPERLINK("https://evil.example")
@SUM(A1)
+cmd|' /C calc'!A0
$(reboot)
`reboot`
; reboot
"""

_SIGNS = (
    "\u202eright to left",
    "\u2066isolated",
    "مرحبا بالعالم",
    "שלום עולם",
    "مرحبا <b>x</b> 123",
    "Z̸̡͖͎̐̆a̷̞̿l̴͉̀g̷̗͋o̸",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "👍🏽" * 8,
    "🇯🇵🇬🇧",
    "﷽﷽﷽",
    "Ａｂｃ",
    "𝓑𝓸𝓵𝓭",
    "さくら",
    "名前に「」がある",
    "ﾊﾝｶｸ",
    "İ ı ß ẞ",
    "\ttab",
    "two\nlines",
    "\r\nBcc: evil",
    "\x00\x01\x1b[31mred",
    "\ufeffmark",
    "\u200bnothing to see\u200b",
    "\u00adsoft",
    "\ufffe\uffff",
    "\ud83d",
    " ",
    "W" * 40,
    "i" * 40,
    "長" * 40,
    "a b " * 10,
    "-" * 40,
    "." * 40,
    "x" * 5_000,
)

TEXTS = tuple(
    dict.fromkeys(
        [
            *_HTML.strip().splitlines(),
            *_MARKDOWN.strip().splitlines(),
            *_LATEX.strip().splitlines(),
            *_PROGRAMS.strip().splitlines(),
            *_SIGNS,
        ]
    )
)
