//! The theme's templates. The only place that knows the template engine.

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::{
    assets::{Assets, ICON, PARTS},
    changes,
    search::FOLDER,
    share::{self, Drawing},
    view::PageView,
};
use crate::{
    brand::Brand,
    diagnostics::Diagnostic,
    graph::SiteGraph,
    made::{CHANGELOG, INDEX, INDEX_TEMPLATE},
    picture::{Painter, Type},
    source::Source,
    suggest::did_you_mean,
};

/// Templates, parsed, and where each comes from.
pub(crate) struct Templates {
    tera: Tera,
    paths: Vec<(String, String)>,
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    language: &'a str,
    base_path: &'a str,
    base_url: String,
    home: String,
    repository: Option<&'a str>,
    styles: String,
    /// The folder of the style sheets that only some pages fetch.
    parts: String,
    script: Option<String>,
    /// What sets the reader's colours before anything is drawn.
    scheme: Option<String>,
    modules: Vec<String>,
    icon: Option<String>,
    /// What tells browsers how the site looks among programs.
    manifest: Option<String>,
    logo: Option<LogoView>,
    /// Files of fonts that pages need at once.
    fonts: Vec<String>,
    /// The folder that a browser asks, where the site can be searched.
    search: Option<String>,
    /// The index from A to Z.
    index: Option<String>,
    /// What changed, from the git repository.
    changelog: Option<String>,
    generator: &'static str,
}

/// The logo beside the title.
#[derive(Serialize)]
struct LogoView {
    light: String,
    dark: Option<String>,
    /// Empty where it says no more than the title.
    alt: String,
}

/// A part of what templates see, made once and shown to many pages.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Shared(Value);

impl Shared {
    /// Turns a part into what templates see of it.
    pub(crate) fn new(part: &(impl Serialize + ?Sized)) -> Self {
        Self(Value::try_from_serializable(part).unwrap_or_else(|_| Value::none()))
    }
}

/// A finding about a template; boxed because it is rare and large.
pub(crate) type Finding = Box<Diagnostic>;

impl Templates {
    /// Parses all templates of the theme and sets what all of them see. None when they cannot be used.
    pub(crate) fn load(
        source: &Source,
        graph: &SiteGraph,
        assets: &Assets,
        brand: &Brand,
        drawing: Option<&Drawing>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut tera = Tera::new();
        let paths = source
            .templates
            .iter()
            .map(|(name, file)| (name.clone(), file.path.clone()))
            .collect();
        let mut templates = Self {
            tera: Tera::new(),
            paths,
        };
        let texts = || {
            let templates = source.templates.iter();
            templates
                // What it asks for is there only where pictures are drawn.
                .filter(|(name, _)| drawing.is_some() || *name != share::TEMPLATE)
                .map(|(name, file)| (name.as_str(), file.text.as_ref()))
        };
        let before = findings.len();
        for needed in [
            "page.html",
            "section.html",
            "404.html",
            "redirect.html",
            "partials/calculator.html",
            "partials/policy-table.html",
            "partials/policy-value.html",
            "partials/policy-values.html",
            "partials/policy-cases.html",
            "partials/path.html",
            "partials/paths.html",
        ] {
            if !source.templates.contains_key(needed) {
                findings.push(
                    Diagnostic::error(
                        "missing-template",
                        "themes",
                        format!("the theme has no template `{needed}`"),
                    )
                    .hint("take it from the theme that comes with the program"),
                );
            }
        }
        if findings.len() > before {
            return None;
        }
        tera.autoescape_on([".html", ".svg", ".xml"]);
        tera.register_filter("safe", safe);
        if let Some(drawing) = drawing {
            tera.register_function("wrap", wrap(Arc::clone(drawing.painter())));
        }
        if let Err(error) = tera.add_raw_templates(texts()) {
            // The engine stops at the first template that does not parse; one run tells all of them.
            for (name, text) in texts() {
                if let Err(error) = Tera::new().add_raw_template(name, text)
                    && matches!(error.kind(), ErrorKind::SyntaxError(_))
                {
                    findings.push(*templates.finding(&error, name));
                }
            }
            if findings.len() == before {
                findings.extend(templates.unresolved(&error, source));
            }
            return None;
        }
        tera.global_context()
            .insert("site", &site_view(source, graph, assets, brand));
        templates.tera = tera;
        Some(templates)
    }

    /// Whether there is a template of this name.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.paths.iter().any(|(known, _)| known == name)
    }

    /// The names of the templates below `folder`.
    pub(crate) fn names_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.paths
            .iter()
            .filter_map(move |(name, _)| name.strip_prefix(folder)?.strip_suffix(".html"))
    }

    /// Lays a page's content into its template.
    pub(crate) fn page(
        &self,
        template: &str,
        view: &PageView<'_>,
        content: String,
    ) -> Result<Vec<u8>, Finding> {
        let mut context = Context::from_serialize(view).map_err(|error| self.finding(&error, template))?;
        context.insert_value("content", Value::safe_string(&content));
        let mut html = Vec::with_capacity(content.len() + 16 * 1024);
        self.tera
            .render_to(template, &context, &mut html)
            .map_err(|error| self.finding(&error, template))?;
        // The site may be kept in memory, where the room that was not needed would add up.
        html.shrink_to_fit();
        Ok(html)
    }

    /// Renders a page of the index from A to Z.
    pub(crate) fn index(&self, view: &impl Serialize) -> Result<Vec<u8>, Finding> {
        self.page_of(INDEX_TEMPLATE, "index", view)
    }

    /// Renders a page that is none of the graph, from a template that sees the view under the name `seen_as`.
    pub(crate) fn page_of(
        &self,
        template: &str,
        seen_as: &'static str,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, Finding> {
        let mut context = Context::new();
        context.insert(seen_as, view);
        let html = self.tera.render(template, &context);
        html.map(String::into_bytes)
            .map_err(|error| self.finding(&error, template))
    }

    /// Renders the picture of a page.
    pub(crate) fn card(&self, view: &impl Serialize) -> Result<String, Finding> {
        let context = Context::from_serialize(view);
        let svg = context.and_then(|context| self.tera.render(share::TEMPLATE, &context));
        svg.map_err(|error| self.finding(&error, share::TEMPLATE))
    }

    /// Renders a calculator.
    pub(crate) fn calculator(&self, view: &impl Serialize) -> Result<String, Finding> {
        self.partial("calculator", "calculator", view)
    }

    /// Renders `partials/<name>.html`, which sees the view under the name `seen_as`.
    pub(crate) fn partial(
        &self,
        name: &str,
        seen_as: &'static str,
        view: &impl Serialize,
    ) -> Result<String, Finding> {
        let template = format!("partials/{name}.html");
        let mut context = Context::new();
        context.insert(seen_as, view);
        self.tera
            .render(&template, &context)
            .map_err(|error| self.finding(&error, &template))
    }

    /// Renders a shortcode of the theme.
    pub(crate) fn shortcode(
        &self,
        name: &str,
        positional: &[String],
        named: &std::collections::BTreeMap<&str, String>,
        body: &str,
    ) -> Result<String, Finding> {
        let template = format!("shortcodes/{name}.html");
        let mut context = Context::new();
        context.insert("args", positional);
        context.insert("named", named);
        context.insert_value("body", Value::safe_string(body));
        self.tera
            .render(&template, &context)
            .map_err(|error| self.finding(&error, &template))
    }

    /// The page for addresses that lead nowhere.
    pub(crate) fn not_found(&self) -> Result<Vec<u8>, Finding> {
        let html = self.tera.render("404.html", &Context::new());
        html.map(String::into_bytes)
            .map_err(|error| self.finding(&error, "404.html"))
    }

    /// A page that leads on to another.
    pub(crate) fn redirect(&self, target: &str, canonical: &str) -> Result<Vec<u8>, Finding> {
        let mut context = Context::new();
        context.insert("target", target);
        context.insert("canonical", canonical);
        let html = self.tera.render("redirect.html", &context);
        html.map(String::into_bytes)
            .map_err(|error| self.finding(&error, "redirect.html"))
    }

    /// `robots.txt`, when the browser code has one.
    pub(crate) fn robots(&self, source: &Source) -> Result<Option<Vec<u8>>, Finding> {
        let Some(file) = source.code.iter().find(|file| file.path == "robots.txt") else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&file.bytes);
        match self.tera.render_str(&text, &Context::new(), false) {
            Ok(text) => Ok(Some(text.into_bytes())),
            Err(error) => Err(self.finding(&error, "www/robots.txt")),
        }
    }

    /// What the templates name and nobody offers. The engine tells of filters, tests, functions and includes that do not
    /// exist only in a text with one drawn report each: the first two lines of a report are its message and its place.
    fn unresolved(&self, error: &Error, source: &Source) -> Vec<Diagnostic> {
        let text = error.to_string();
        let lines: Vec<&str> = text.lines().collect();
        let reports = lines.windows(2).filter_map(|pair| {
            let message = pair[0].strip_prefix("error: ")?;
            let mut place = pair[1].trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
            let column: usize = place.next()?.parse().ok()?;
            let line: usize = place.next()?.parse().ok()?;
            let file = source.templates.get(place.next()?)?;
            let before: usize = file
                .text
                .split_inclusive('\n')
                .take(line.checked_sub(1)?)
                .map(str::len)
                .sum();
            let at = file.text[before..]
                .char_indices()
                .nth(column.checked_sub(1)?)
                .map_or(before, |(at, _)| before + at);
            let name = message.split('`').nth(1).unwrap_or_default();
            Some(
                Diagnostic::error("template-error", &file.path, message.to_lowercase())
                    .at(at..at + name.len())
                    .hint("mend the template; the site is written again when it renders"),
            )
        });
        let found: Vec<Diagnostic> = reports.collect();
        if found.is_empty() {
            return vec![*self.finding(error, "base.html")];
        }
        found
    }

    /// What is wrong with a template, and where.
    fn finding(&self, error: &Error, template: &str) -> Finding {
        let path_of = |name: &str| {
            let known = self.paths.iter().find(|(known, _)| known == name);
            known.map_or_else(|| name.to_owned(), |(_, path)| path.clone())
        };
        let names = || self.paths.iter().map(|(name, _)| name.as_str());
        let diagnostic = match error.kind() {
            ErrorKind::SyntaxError(report) => {
                let name = if report.filename().is_empty() {
                    template
                } else {
                    report.filename()
                };
                Diagnostic::error(
                    "template-syntax",
                    &path_of(name),
                    report.message().trim_end_matches('.').to_lowercase(),
                )
                .at(report.span().range.clone())
                .hint("mend the template; the site is written again when it parses")
            }
            ErrorKind::RenderingError(report) => {
                let name = if report.filename().is_empty() {
                    template
                } else {
                    report.filename()
                };
                Diagnostic::error("template-error", &path_of(name), report.message().trim_end_matches('.').to_lowercase())
                    .at(report.span().range.clone())
                    .hint(
                        "a page's template sees site, page, content, toc, breadcrumbs, navigation, children, lists, related, linked_from, previous, next, cards, paths",
                    )
            }
            ErrorKind::MissingParent { current, parent } => Diagnostic::error(
                "missing-template",
                &path_of(current),
                format!("there is no template `{parent}`"),
            )
            .hint_maybe(did_you_mean(parent, names())),
            ErrorKind::TemplateNotFound(name) => Diagnostic::error(
                "missing-template",
                &path_of(template),
                format!("there is no template `{name}`"),
            )
            .hint_maybe(did_you_mean(name, names())),
            ErrorKind::CircularExtend { tpl, .. } => {
                Diagnostic::error("template-error", &path_of(tpl), format!("`{tpl}` extends itself"))
                    .hint("let one of the templates stand alone")
            }
            _ => {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or_default().to_lowercase();
                Diagnostic::error("template-error", &path_of(template), first)
                    .hint("mend the template; the site is written again when it renders")
            }
        };
        Box::new(diagnostic)
    }
}

/// The engine's own filter of this name, but for the copies that it makes of a text: a page's content goes through it.
fn safe(value: Value, _: Kwargs, _: &State<'_>) -> Value {
    match value.as_str() {
        Some(_) => value.mark_safe(),
        None => Value::safe_string(&value.to_string()),
    }
}

/// `wrap(text, family, weight, size, width, most)`: the text as `lines`, at most so many of this width in pixels, and whether
/// they are the `whole` of it.
fn wrap(painter: Arc<Painter>) -> impl Fn(Kwargs, &State<'_>) -> TeraResult<Value> + Sync + Send + 'static {
    move |given, _| {
        let text: &str = given.must_get("text")?;
        let set_in = Type {
            family: given.must_get("family")?,
            weight: given.must_get("weight")?,
            size: given.must_get("size")?,
        };
        let (width, most) = (given.must_get("width")?, given.must_get("most")?);
        Value::try_from_serializable(&painter.wrap(&painter.drawable(text), set_in, width, most))
    }
}

fn site_view<'a>(source: &'a Source, graph: &'a SiteGraph, assets: &Assets, brand: &Brand) -> SiteView<'a> {
    let base = graph.base();
    let href = |path: &str| format!("{}/{path}", base.path());
    let asset = |name: &str| href(&assets.place(name));
    let has_index = source.templates.contains_key(INDEX_TEMPLATE);
    SiteView {
        title: &source.config.title,
        language: &source.config.language,
        base_path: base.path(),
        base_url: base.host().map_or_else(String::new, |_| base.absolute("")),
        home: href(""),
        repository: source.config.repository.as_deref(),
        styles: href(assets.style()),
        parts: href(assets.place(PARTS).trim_end_matches('/')),
        script: assets.path(source, "main.js").map(|path| href(&path)),
        scheme: assets.path(source, "scheme.js").map(|path| href(&path)),
        modules: Vec::new(),
        icon: assets.path(source, ICON).map(|path| href(&path)),
        manifest: assets.manifest().map(href),
        logo: brand.logo().map(|logo| LogoView {
            light: asset(&logo.light),
            dark: logo.dark.as_deref().map(asset),
            alt: logo.alt.clone(),
        }),
        fonts: brand.font_files().map(asset).collect(),
        // Its window leads to the index, too.
        search: (has_index && source.is_searched()).then(|| href(FOLDER)),
        index: has_index.then(|| href(INDEX)),
        changelog: changes::has_changelog(source, graph).then(|| href(CHANGELOG)),
        generator: concat!("handbook ", env!("CARGO_PKG_VERSION")),
    }
}
