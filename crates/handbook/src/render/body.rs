//! Fills the holes of a body: links, images, shortcodes, policy values, calculators.

mod policy_values;

use std::collections::BTreeMap;

use pulldown_cmark_escape::escape_html;

use super::{calculator, cases, scene::Scene};
use crate::{
    diagnostics::Diagnostic,
    graph::{Origin, PageId},
    markdown,
    page::{Body, HoleKind, ParsedPage, Reference, Shortcode, Within},
    reason,
    source::TextFile,
    suggest::did_you_mean,
};

pub(crate) use policy_values::plain_text;

/// Shortcodes inside shortcodes deeper than this are refused.
const MAX_NESTING: usize = 32;
const BUILT_IN: [&str; 4] = ["calculator", "number", "policy", "policy-table"];

/// The HTML of a page's body with every hole filled.
pub(crate) fn fill(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) -> String {
    fill_with(scene, id, scene.graph.page(id), findings)
}

/// The same of a body that another page has, with the page that shows it.
pub(crate) fn fill_with(
    scene: &Scene<'_>,
    id: PageId,
    page: &ParsedPage,
    findings: &mut Vec<Diagnostic>,
) -> String {
    let written = match page.body.html.read() {
        Ok(html) => html,
        Err(error) => {
            let message = format!(
                "this page was put aside and cannot be read back: {}",
                reason(&error)
            );
            findings.push(Diagnostic::error("unreadable-file", &page.path, message).hint("build again"));
            return String::new();
        }
    };
    let mut html = String::with_capacity(written.len() + page.body.holes.len() * 64);
    let mut filler = Filler {
        scene,
        id,
        page,
        body: &page.body,
        written: &written,
        at: 0,
        next: 0,
        depth: 0,
        calculators: Vec::new(),
        findings,
    };
    filler.fill(None, &mut html);
    html
}

/// Ends an open paragraph; an empty one goes.
fn close_paragraph(out: &mut String) {
    match out.strip_suffix("<p>").map(str::len) {
        Some(length) => out.truncate(length),
        None => out.push_str("</p>\n"),
    }
}

struct Filler<'a> {
    scene: &'a Scene<'a>,
    id: PageId,
    page: &'a ParsedPage,
    body: &'a Body,
    /// The HTML of the body.
    written: &'a str,
    at: usize,
    next: usize,
    depth: usize,
    calculators: Vec<&'a str>,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Filler<'a> {
    /// Copies HTML and fills holes up to the end of the shortcode `end`, or of the body.
    fn fill(&mut self, end: Option<usize>, out: &mut String) {
        while let Some(hole) = self.body.holes.get(self.next) {
            out.push_str(&self.written[self.at..hole.at]);
            self.at = hole.at;
            self.next += 1;
            match &hole.kind {
                HoleKind::Link(reference) => self.link(reference, out),
                HoleKind::Image(reference) => self.image(reference, out),
                HoleKind::Shortcode(index) => {
                    if let Some(shortcode) = self.body.shortcodes.get(*index) {
                        self.shortcode(*index, shortcode, out);
                    }
                }
                HoleKind::Amount(index) => self.amount(*index, out),
                HoleKind::Cases(index) => {
                    if let Some(block) = self.body.cases.get(*index)
                        && let Some(html) = cases::render(self.scene, self.id, block, self.findings)
                    {
                        out.push_str(html.trim());
                    }
                }
                HoleKind::ShortcodeEnd(index) if end == Some(*index) => return,
                HoleKind::ShortcodeEnd(index) => self.crossed(*index),
            }
        }
        out.push_str(&self.written[self.at..]);
        self.at = self.written.len();
    }

    /// Leaves out everything up to the end of a shortcode.
    fn pass_over(&mut self, index: usize) {
        while let Some(hole) = self.body.holes.get(self.next) {
            self.at = hole.at;
            self.next += 1;
            if matches!(hole.kind, HoleKind::ShortcodeEnd(end) if end == index) {
                return;
            }
        }
    }

    fn crossed(&mut self, index: usize) {
        if let Some(shortcode) = self.body.shortcodes.get(index) {
            if BUILT_IN.contains(&shortcode.name.as_str()) {
                let message = format!("`{}` encloses nothing, so it has no end", shortcode.name);
                let finding = self.error("unopened-shortcode", shortcode, message);
                self.findings
                    .push(finding.hint(format!("remove `{{{{< /{} >}}}}`", shortcode.name)));
                return;
            }
            let message = format!("`{}` ends inside another shortcode", shortcode.name);
            let finding = self.error("crossed-shortcode", shortcode, message);
            self.findings
                .push(finding.hint("close the inner shortcode before the outer one"));
        }
    }

    fn origin(&self, reference: &Reference) -> Origin<'a> {
        Origin {
            page: Some(self.id),
            path: &self.page.path,
            span: reference.span.clone(),
        }
    }

    fn link(&mut self, reference: &Reference, out: &mut String) {
        let resolved = self
            .scene
            .graph
            .resolve(&reference.target, &self.origin(reference));
        self.findings.extend(resolved.finding);
        out.push_str(" href=\"");
        // Writing to a string cannot fail.
        let _ = escape_html(&mut *out, &resolved.href);
        out.push('"');
    }

    fn image(&mut self, reference: &Reference, out: &mut String) {
        let resolved = self
            .scene
            .graph
            .resolve(&reference.target, &self.origin(reference));
        if let Some(mut finding) = resolved.finding {
            let files = self.scene.source.attachments.iter();
            finding.code = "missing-image";
            finding.message = format!("there is no file `{}`", reference.target);
            finding.hints = did_you_mean(&resolved.href, files.map(|file| file.path.as_str()))
                .into_iter()
                .collect();
            self.findings
                .push(finding.hint("put the file beside the page, or take the image out"));
        }
        out.push_str(" src=\"");
        let _ = escape_html(&mut *out, &resolved.href);
        out.push('"');
        let bytes = resolved.file.and_then(|path| {
            let files = &self.scene.source.attachments;
            let index = files
                .binary_search_by(|file| file.path.as_str().cmp(&path))
                .ok()?;
            files.get(index).map(|file| &file.bytes)
        });
        if let Some(size) = bytes.and_then(|bytes| imagesize::blob_size(bytes).ok())
            && !self.has_size()
        {
            out.push_str(&format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        }
    }

    /// Whether the author gave the image whose tag is being written a size.
    fn has_size(&self) -> bool {
        let (before, after) = self.written.split_at(self.at);
        let start = before.rfind('<').unwrap_or(self.at);
        let tag = [&before[start..], after.split('>').next().unwrap_or_default()];
        tag.iter()
            .any(|part| part.contains(" width=\"") || part.contains(" height=\""))
    }

    fn shortcode(&mut self, index: usize, shortcode: &'a Shortcode, out: &mut String) {
        match shortcode.name.as_str() {
            "policy" => self.policy(index, shortcode, out),
            "number" => self.number(shortcode, out),
            "policy-table" => self.block(shortcode, out, |filler, out| filler.policy_table(shortcode, out)),
            "calculator" => self.block(shortcode, out, |filler, out| filler.calculator(shortcode, out)),
            _ => self.theme(index, shortcode, out),
        }
    }

    /// Writes a shortcode that is a block: a paragraph around it is closed before and opened again behind it.
    fn block(&mut self, shortcode: &Shortcode, out: &mut String, write: impl FnOnce(&mut Self, &mut String)) {
        if shortcode.within == Within::Span {
            let message = format!(
                "`{}` is a block and cannot stand inside a part of a sentence",
                shortcode.name
            );
            let finding = self.error("misplaced-shortcode", shortcode, message);
            self.findings.push(finding.hint("put it on a line of its own"));
        }
        if shortcode.within != Within::Paragraph {
            write(self, out);
            return;
        }
        close_paragraph(out);
        write(self, out);
        out.push_str("\n<p>");
        let next = self.body.holes.get(self.next).map(|hole| hole.at);
        if next != Some(self.at) && self.written[self.at..].starts_with("</p>\n") {
            close_paragraph(out);
            self.at += "</p>\n".len();
        }
    }

    fn error(&self, code: &'static str, shortcode: &Shortcode, message: String) -> Diagnostic {
        Diagnostic::error(code, &self.page.path, message).at(shortcode.span.clone())
    }

    fn theme(&mut self, index: usize, shortcode: &'a Shortcode, out: &mut String) {
        let template = format!("shortcodes/{}.html", shortcode.name);
        match self.scene.source.templates.get(&template) {
            Some(file) if markdown::starts_block(&file.text) => self.block(shortcode, out, |filler, out| {
                filler.write_theme(
                    index,
                    shortcode,
                    Some(file),
                    shortcode.within == Within::Paragraph,
                    out,
                );
            }),
            file => self.write_theme(index, shortcode, file, false, out),
        }
    }

    /// Renders a shortcode of the theme; a body that is a part of a paragraph becomes one of its own.
    fn write_theme(
        &mut self,
        index: usize,
        shortcode: &'a Shortcode,
        file: Option<&'a TextFile>,
        is_paragraph: bool,
        out: &mut String,
    ) {
        let mut body = String::new();
        if shortcode.paired {
            if self.depth >= MAX_NESTING {
                let message = format!("shortcodes nested deeper than {MAX_NESTING} levels");
                let finding = self.error("shortcode-too-deep", shortcode, message);
                self.findings.push(finding.hint("close some of them earlier"));
                self.pass_over(index);
                return;
            }
            self.depth += 1;
            if is_paragraph {
                body.push_str("<p>");
            }
            self.fill(Some(index), &mut body);
            if is_paragraph {
                close_paragraph(&mut body);
            }
            self.depth -= 1;
        }
        let Some(templates) = self.scene.templates else {
            return;
        };
        let Some(file) = file else {
            let known = templates.names_below("shortcodes/").chain(BUILT_IN);
            let finding = self
                .error(
                    "unknown-shortcode",
                    shortcode,
                    format!("there is no shortcode `{}`", shortcode.name),
                )
                .hint_maybe(did_you_mean(&shortcode.name, known))
                .hint("to show it as text, put a backslash before it");
            self.findings.push(finding);
            return;
        };
        let needs_body = file.text.contains("body") && !file.text.contains("if body");
        if needs_body && !shortcode.paired {
            let message = format!("the shortcode `{}` is not closed", shortcode.name);
            let finding = self.error("unclosed-shortcode", shortcode, message);
            self.findings
                .push(finding.hint(format!("write `{{{{< /{} >}}}}` where it ends", shortcode.name)));
            return;
        }
        let mut named: BTreeMap<&str, String> = BTreeMap::new();
        for (key, value) in &shortcode.named {
            named.insert(key, self.argument(key, value, shortcode));
        }
        match templates.shortcode(&shortcode.name, &shortcode.positional, &named, &body) {
            Ok(html) => out.push_str(html.trim_end()),
            Err(finding) => {
                let message = format!("the shortcode `{}` fails: {}", shortcode.name, finding.message);
                let hint = format!(
                    "give it the arguments that its template asks for; it is `{}`",
                    file.path
                );
                let finding = self.error("template-error", shortcode, message);
                self.findings.push(finding.hint(hint));
            }
        }
        let describes = |key: &str| matches!(key, "alt" | "caption" | "title");
        if named.contains_key("src") && !named.keys().any(|key| describes(key)) {
            let finding = self.error(
                "missing-alternative",
                shortcode,
                "this image has no alternative text".to_owned(),
            );
            let severity = crate::diagnostics::Severity::Warning;
            let finding = Diagnostic { severity, ..finding };
            self.findings.push(
                finding.hint("say in a few words what it shows: `alt=\"Screenshot of the deck field\"`"),
            );
        }
    }

    /// The value of a named argument; an address is resolved as a link or an image is.
    fn argument(&mut self, key: &str, value: &str, shortcode: &Shortcode) -> String {
        if !matches!(key, "src" | "href" | "link") {
            return value.to_owned();
        }
        let reference = Reference {
            target: value.to_owned(),
            span: shortcode.span.clone(),
        };
        let resolved = self.scene.graph.resolve(value, &self.origin(&reference));
        self.findings.extend(resolved.finding.map(|finding| match key {
            "src" => Diagnostic {
                code: "missing-image",
                message: format!("there is no file `{value}`"),
                hints: vec!["put the file beside the page, or take the image out".to_owned()],
                ..finding
            },
            _ => finding,
        }));
        resolved.href
    }

    fn calculator(&mut self, shortcode: &'a Shortcode, out: &mut String) {
        let Some(id) = shortcode.positional.first() else {
            let finding = self.error(
                "invalid-shortcode",
                shortcode,
                "`calculator` does not say which one".to_owned(),
            );
            self.findings
                .push(finding.hint("write `{{< calculator \"deck-threshold\" >}}`"));
            return;
        };
        if self.calculators.contains(&id.as_str()) {
            let message = format!("the calculator `{id}` stands on this page twice");
            let finding = self.error("repeated-calculator", shortcode, message);
            self.findings.push(finding.hint(format!(
                "link to the first one instead: `[...](#{})`",
                self.page.calculator_anchor(id).unwrap_or(id)
            )));
            return;
        }
        self.calculators.push(id);
        let place = calculator::Place {
            anchor: shortcode.calculator().map_or(id, |(_, anchor)| anchor),
            page: self.id,
            path: &self.page.path,
            span: &shortcode.span,
        };
        if let Some(html) = calculator::render(self.scene, id, &shortcode.named, &place, self.findings) {
            out.push_str(html.trim());
            out.push('\n');
        }
    }
}
