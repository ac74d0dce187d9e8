//! What every page may look at while it is rendered: shared, and never changed.

use policy::{
    PolicyValues,
    values::{Source as Citation, Value},
};

use super::{assets::Assets, examples::Examples, templates::Templates};
use crate::{
    diagnostics::{Diagnostic, Severity},
    graph::{Origin, SiteGraph},
    policy_files,
    source::Source,
};

/// The shared facts of a rendering.
pub(crate) struct Scene<'a> {
    pub(crate) source: &'a Source,
    pub(crate) graph: &'a SiteGraph,
    /// The policy values, with sources as addresses of this site.
    pub(crate) policy: PolicyValues,
    pub(crate) templates: Option<&'a Templates>,
    /// The address of the compiled calculators, when there are any.
    pub(crate) module: Option<String>,
    /// Values that are missing only because of mistakes in their files, which are findings already.
    pub(crate) mistaken: Mistaken,
    /// Worked examples of calculators.
    pub(super) examples: Examples,
}

impl<'a> Scene<'a> {
    /// Gathers the facts.
    pub(crate) fn new(
        source: &'a Source,
        graph: &'a SiteGraph,
        policy: &PolicyValues,
        assets: &Assets,
        templates: Option<&'a Templates>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let module = assets.path(source, "calculators/calculators.js");
        Self {
            source,
            graph,
            policy: linked(source, graph, policy, findings),
            templates,
            module: module.map(|path| format!("{}/{path}", graph.base().path())),
            mistaken: Mistaken::of(source, policy, findings),
            examples: Examples::new(source, graph, policy, findings),
        }
    }
}

/// Values that are missing because of a mistake in a file; what misses them is not reported once more.
pub(crate) enum Mistaken {
    /// A file cannot be read, so any value may be missing because of it.
    Any,
    /// These.
    These(Vec<String>),
}

impl Mistaken {
    fn of(source: &Source, policy: &PolicyValues, findings: &[Diagnostic]) -> Self {
        let in_values = |finding: &Diagnostic| {
            finding.severity == Severity::Error && finding.path.starts_with("content/policy/")
        };
        if !findings.iter().any(in_values) {
            return Self::These(Vec::new());
        }
        match policy_files::keys(source) {
            Some(keys) => Self::These(keys.into_iter().filter(|key| policy.get(key).is_none()).collect()),
            None => Self::Any,
        }
    }

    /// Whether the value is missing because of a mistake in a file.
    pub(crate) fn has(&self, key: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(keys) => keys.iter().any(|known| known == key),
        }
    }
}

/// The values with the addresses of their sources resolved; a source that leads nowhere is a finding.
fn linked(
    source: &Source,
    graph: &SiteGraph,
    policy: &PolicyValues,
    findings: &mut Vec<Diagnostic>,
) -> PolicyValues {
    let mut values: Vec<Value> = Vec::with_capacity(policy.len());
    for value in policy.iter() {
        let origin = Origin {
            page: None,
            path: "content/policy",
            span: 0..0,
        };
        let resolved = graph.resolve(&value.source.href, &origin);
        if let Some(mut finding) = resolved.finding {
            if let Some((path, span)) = policy_files::source_place(source, &value.key) {
                finding.path = path;
                finding.span = Some(span);
            }
            finding.code = "broken-source";
            finding.message = format!("the source of `{}` leads nowhere: {}", value.key, finding.message);
            findings.push(finding);
        }
        let href = resolved.href;
        values.push(Value {
            source: Citation {
                title: value.source.title.clone(),
                href,
            },
            ..value.clone()
        });
    }
    PolicyValues::new(values).unwrap_or_default()
}
