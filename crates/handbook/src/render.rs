//! From the graph to the files of the site, page by page, in parallel.
//!
//! A page is its body with the holes filled, laid into a template. Its HTML depends on its own source, its part of the
//! navigation and the facts it names.

mod assets;
mod body;
mod calculator;
mod cases;
mod examples;
mod figures;
mod policy_table;
mod prose_numbers;
mod scene;
mod templates;
mod typed;
mod upkeep;
mod uses;
mod values;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;

use crate::{
    address::OutputPath,
    diagnostics::Diagnostic,
    graph::{PageId, SiteGraph},
    policy_files::PolicyFiles,
    source::Source,
};
use scene::Scene;

/// A whole site, in memory: the bytes of every file.
#[derive(Clone, Debug, Default)]
pub struct RenderedSite {
    files: BTreeMap<OutputPath, Arc<Vec<u8>>>,
    pages: usize,
}

impl RenderedSite {
    /// The files in path order.
    pub fn files(&self) -> impl Iterator<Item = (&OutputPath, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path, bytes.as_slice()))
    }

    /// The bytes of the file at `path`, such as `handbook/index.html`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        let path = OutputPath::new(path)?;
        self.files.get(&path).map(|bytes| bytes.as_slice())
    }

    /// How many pages there are, without redirects.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// Whether a file is there already, or a folder where the file would be, or a file where it needs a folder.
    fn is_taken(&self, path: &OutputPath) -> bool {
        let inside = OutputPath::new(&format!("{path}/0")).and_then(|first| {
            let next = self.files.range(first..).next();
            next.filter(|(file, _)| file.as_str().starts_with(&format!("{path}/")))
        });
        let folders = path
            .as_str()
            .match_indices('/')
            .map(|(slash, _)| &path.as_str()[..slash]);
        let mut folders = folders.filter_map(OutputPath::new);
        self.files.contains_key(path)
            || inside.is_some()
            || folders.any(|folder| self.files.contains_key(&folder))
    }

    fn add(&mut self, path: OutputPath, bytes: Arc<Vec<u8>>) -> bool {
        self.files.insert(path, bytes).is_none()
    }
}

/// Renders all files. None when the templates cannot be used; findings about links and shortcodes are complete either way.
pub(crate) fn site(
    source: &Source,
    graph: &SiteGraph,
    policy: &PolicyFiles,
    findings: &mut Vec<Diagnostic>,
) -> Option<RenderedSite> {
    let assets = assets::Assets::new(source);
    let templates = templates::Templates::load(source, graph.base(), &assets, findings);
    let scene = Scene::new(source, graph, policy, &assets, templates.as_ref(), findings);
    upkeep::check(&scene, findings);
    let ids = graph.ids();
    let rendered: Vec<(Option<Vec<u8>>, Vec<Diagnostic>)> = ids
        .par_iter()
        .map(|id| {
            let mut own = Vec::new();
            let html = page(&scene, *id, &mut own);
            (html, own)
        })
        .collect();
    let mut site = RenderedSite {
        files: BTreeMap::new(),
        pages: ids.len(),
    };
    for (id, (html, own)) in ids.iter().zip(rendered) {
        findings.extend(own);
        if let Some(html) = html {
            site.add(graph.page(*id).permalink.output(), Arc::new(html));
        }
    }
    let templates = templates.as_ref()?;
    if let Some((path, rules)) = OutputPath::new("_redirects").zip(redirect_rules(graph)) {
        site.add(path, Arc::new(rules));
    }
    match templates.not_found() {
        Ok(html) => _ = OutputPath::new("404.html").map(|path| site.add(path, Arc::new(html))),
        Err(finding) => findings.push(*finding),
    }
    // A sitemap holds whole addresses, so there is none while the site's own is not known.
    if let Some(path) = OutputPath::new("sitemap.xml").filter(|_| !graph.base().origin().is_empty()) {
        site.add(path, Arc::new(sitemap(graph)));
    }
    for (path, bytes) in assets.files(source) {
        if site.files.contains_key(&path) {
            let shown = format!("www/{path}");
            let finding = Diagnostic::error(
                "duplicate-permalink",
                &shown,
                "a page already has the address of this file",
            );
            findings.push(finding.hint("rename the file"));
            continue;
        }
        site.add(path, bytes);
    }
    match templates.robots(source) {
        Ok(Some(text)) => _ = OutputPath::new("robots.txt").map(|path| site.add(path, Arc::new(text))),
        Ok(None) => {}
        Err(finding) => findings.push(*finding),
    }
    for file in &source.attachments {
        let shown = format!("content/{}", file.path);
        match OutputPath::new(&file.path) {
            Some(path) if site.is_taken(&path) => findings.push(
                Diagnostic::error(
                    "duplicate-permalink",
                    &shown,
                    "a page already has the address of this file".to_owned(),
                )
                .hint("rename the file"),
            ),
            Some(path) => _ = site.add(path, Arc::clone(&file.bytes)),
            None => findings.push(
                Diagnostic::error(
                    "invalid-file-name",
                    &shown,
                    "a file of this name cannot be published".to_owned(),
                )
                .hint("rename it with plain letters, digits and hyphens"),
            ),
        }
    }
    redirects(&mut site, graph, templates, findings);
    Some(site)
}

/// Adds the pages that lead on, last of all, since none of them may take the place of another file.
fn redirects(
    site: &mut RenderedSite,
    graph: &SiteGraph,
    templates: &templates::Templates,
    findings: &mut Vec<Diagnostic>,
) {
    for (address, redirect) in graph.redirects().exact() {
        if site.is_taken(&redirect.output) {
            let (path, span) = redirect.origin.clone();
            findings.push(
                Diagnostic::error(
                    "alias-collision",
                    &path,
                    format!("`/{address}` is the address of a file of the site"),
                )
                .at_maybe(span)
                .hint("give the redirect another address, or rename the file"),
            );
            continue;
        }
        let href = graph.target_href(&redirect.target);
        let canonical = if href.starts_with('/') {
            format!("{}{href}", graph.base().origin())
        } else {
            href.clone()
        };
        match templates.redirect(&href, &canonical) {
            Ok(html) => _ = site.add(redirect.output.clone(), Arc::new(html)),
            Err(finding) => findings.push(*finding),
        }
    }
}

fn page(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    let content = body::fill(scene, id, findings);
    prose_numbers::check(scene, id, findings);
    let templates = scene.templates?;
    let content = match values::part(scene, templates, scene.graph.page(id)) {
        None => content,
        Some(Ok(part)) => content + part.trim(),
        Some(Err(finding)) => {
            findings.push(*finding);
            return None;
        }
    };
    let view = view::PageView::new(scene, id);
    let template = view::template(scene, id, findings);
    match templates.page(&template, &view, content) {
        Ok(html) => Some(html),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

/// The redirects in the form that hosts of static sites read, so that they answer with 301 before any page is loaded.
fn redirect_rules(graph: &SiteGraph) -> Option<Vec<u8>> {
    let mut rules = String::new();
    let mut rule = |address: &str, ending: &str, target: &str| {
        rules.push_str(graph.base().path());
        rules.push('/');
        crate::address::encode_path(address, &mut rules);
        rules.push_str(&format!("{ending} {target} 301\n"));
    };
    for (address, redirect) in graph.redirects().exact() {
        let ending = if address.ends_with(".html") { "" } else { "/" };
        rule(address, ending, &graph.target_href(&redirect.target));
    }
    for (address, target) in graph.redirects().below() {
        rule(address, "/*", &graph.target_href(target));
    }
    (!rules.is_empty()).then(|| rules.into_bytes())
}

fn sitemap(graph: &SiteGraph) -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (id, _) in graph.pages() {
        let address = format!("{}{}", graph.base().origin(), graph.href(id));
        xml.push_str("<url><loc>");
        // Writing to a string cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut xml, &address);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}
